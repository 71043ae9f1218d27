import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { renderFolders } from '../../src/render/render.ts';
import { memoryTree } from '../../src/tree/memory.ts';
import { checkRenderings } from '../../src/schemas/check-renderings.ts';
import { folderOf } from '../../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ports:\n    - port: 80\n';
const files = {
  'good/kustomization.yaml': 'resources: [service.yaml]\n',
  'good/service.yaml': service,
  'base/kustomization.yaml': 'resources: [all.yaml]\n',
  'base/all.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\n${service}  selectr: {a: b}\n`,
  'patched/kustomization.yaml': 'resources: [../base]\npatches:\n  - path: patch.yaml\n',
  'patched/patch.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  selectr: {c: d}\n  typ: ClusterIP\n',
  'renamed/kustomization.yaml': 'resources: [service.yaml]\nnamePrefix: x-\n',
  'renamed/service.yaml': `${service}  typ: a\n`,
};

describe('checkRenderings()', () => {
  it('finds each fault where it was written: in a base, in a patch, or at the file where the name is no longer the one written', async () => {
    const { root, remove } = folderOf(files);
    const requests = ['good', 'patched', 'renamed', 'nowhere'].map((folder) => ({ folder, cluster: folder }));
    const findings = checkRenderings(
      memoryTree(files),
      await renderFolders(root, requests, { env: { ...process.env, TINJIS_CACHE: 'off' } }),
    );
    expect(findings.map(({ code, at, fix }) => [code, at?.file, at?.line, fix])).to.equal([
      ['schema/unknown-field', 'base/all.yaml', 13, 'did you mean selector?'],
      ['schema/unknown-field', 'patched/patch.yaml', 7, 'did you mean type?'],
      ['schema/unknown-field', 'renamed/service.yaml', 1, 'did you mean type?'],
      ['kustomize/unrendered', undefined, undefined, 'name a folder that has one, or add one'],
    ]);
    remove();
  });
});
