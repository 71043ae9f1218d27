import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { renderTree } from '../../src/render/render-tree.ts';
import { memoryTree } from '../../src/tree/memory.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('renderTree()', () => {
  it('renders what lies on no disk, and says where each object was written', async () => {
    const tree = memoryTree({
      'base/kustomization.yaml': 'resources: [map.yaml]\n',
      'base/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
      'overlay/kustomization.yaml': 'namespace: payments\nresources: [../base]\n',
    });
    const options = { env: { ...process.env, TINJIS_CACHE: 'off' } };
    const [rendering] = await renderTree(tree, [{ folder: 'overlay', cluster: 'local' }], options);
    expect(rendering).to.include({
      objects: [
        {
          object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'payments' } },
          origin: 'base/map.yaml',
        },
      ],
    });
  });
});
