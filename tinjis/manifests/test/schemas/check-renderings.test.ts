import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Kustomize } from '../../src/render/render.ts';
import { memoryTree } from '../../src/tree/memory.ts';
import { checkRenderings } from '../../src/schemas/check-renderings.ts';

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
  it('finds each fault where it was written: in a base, in a patch, or at the file where the name is no longer the one written', () => {
    const tree = memoryTree(files);
    const requests = ['good', 'patched', 'renamed', 'nowhere'].map((folder) => ({ folder, cluster: folder }));
    const findings = checkRenderings(
      tree,
      new Kustomize({ ...process.env, TINJIS_CACHE: 'off' }).render(tree, requests),
    );
    expect(findings.map(({ code, at, fix }) => [code, at?.file, at?.line, fix])).to.equal([
      ['schema/unknown-field', 'base/all.yaml', 13, 'did you mean selector?'],
      ['schema/unknown-field', 'patched/patch.yaml', 7, 'did you mean type?'],
      ['schema/unknown-field', 'renamed/service.yaml', 1, 'did you mean type?'],
      ['kustomize/unrendered', undefined, undefined, 'name a folder that has one, or add one'],
    ]);
  });

  it('knows a kind whose definition lies in policies/crds, and says what is wrong with a definition', () => {
    const object = (fields: string): string =>
      `apiVersion: example.org/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n${fields}`;
    const crd = (versions: string): string =>
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: widgets.example.org\nspec:\n  group: example.org\n  scope: Namespaced\n  names: {kind: Widget, plural: widgets}\n  versions:\n${versions}`;
    const schema =
      '{openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}';
    const of = (crds: Readonly<Record<string, string>>, fields: string): readonly (readonly unknown[])[] => {
      const tree = memoryTree({
        'a/kustomization.yaml': 'resources: [widget.yaml]\n',
        'a/widget.yaml': object(fields),
        ...crds,
      });
      const rendered = new Kustomize({ ...process.env, TINJIS_CACHE: 'off' }).render(tree, [
        { folder: 'a', cluster: 'a' },
      ]);
      return checkRenderings(tree, rendered).map(({ code, at, fix }) => [code, at?.file, at?.line, fix]);
    };
    const served = {
      'policies/crds/widgets.yaml': crd(
        `    - {name: v1, served: true, storage: true, schema: ${schema}}\n    - {name: v2, served: true, storage: false}\n`,
      ),
    };
    expect(of(served, '  size: 1\n')).to.equal([]);
    expect(of(served, '  sice: 1\n')).to.equal([['schema/unknown-field', 'a/widget.yaml', 6, 'did you mean size?']]);
    const unknown = [
      'schema/unknown-kind',
      'a/widget.yaml',
      2,
      'For a kind used on purpose, place its CustomResourceDefinition in policies/crds',
    ];
    expect(of({}, '  size: 1\n')).to.equal([unknown]);
    const others = { 'policies/crds/others.yaml': `no: object\n---\n${service}` };
    expect(of({ ...served, ...others }, '  size: 1\n')).to.equal([]);
    const typo = { 'policies/crds/widgets.yaml': `${served['policies/crds/widgets.yaml']}  grup: x\n` };
    expect(of(typo, '  size: 1\n')).to.equal([
      ['schema/unknown-field', 'policies/crds/widgets.yaml', 12, 'did you mean group?'],
      unknown,
    ]);
  });
});
