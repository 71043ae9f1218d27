import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Rendering } from '../../src/render/rendered.ts';
import { findRenderer, type Renderer } from '../../src/render/renderer.ts';
import { renderFolders } from '../../src/render/render.ts';
import { folderOf } from '../../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it, before } = lab;

const configMap = (name: string, data = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${data}`;
const files = {
  'a/base/kustomization.yaml': 'resources: [map.yaml]\n',
  'a/base/map.yaml': configMap('a', '  annotations:\n    kept: "yes"\ndata:\n  url: base\n'),
  'a/one/kustomization.yaml': 'resources: [../base]\npatches:\n  - path: patch.yaml\n',
  'a/one/patch.yaml': configMap('a', 'data:\n  url: one\n'),
  'a/two/kustomization.yaml': 'resources: [../base]\n',
  'b/one/kustomization.yaml': 'resources: [map.yaml, pod.yaml]\n',
  'b/one/map.yaml': configMap('b'),
  'b/one/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: b\nspec:\n  volumes:\n    - name: g\n      configMap:\n        name: g\n',
  'c/one/kustomization.yaml': 'configMapGenerator:\n  - name: g\n    literals: [a=b]\n',
  'broken/one/kustomization.yaml': 'resources: [map.yaml]\n',
  'broken/one/map.yaml': 'a: b\n c: d\n',
};

describe('renderFolders()', () => {
  let renderer: Renderer;
  const off = { TINJIS_CACHE: 'off' };
  before(async () => {
    renderer = await findRenderer(process.env);
  });

  const objectsOf = (rendering: Rendering | undefined): object | undefined =>
    rendering && ('objects' in rendering ? rendering.objects : rendering.problem);

  it('gives the objects of many folders, each with where it was written, as rendering them one by one does', async () => {
    const { root, remove } = folderOf(files);
    const folders = ['a/one', 'b/one', 'c/one'];
    const together = await renderFolders(
      root,
      folders.map((folder) => ({ folder, cluster: 'one' })),
      { env: off, renderer },
    );
    expect(objectsOf(together[0])).to.equal([
      {
        object: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'a', annotations: { kept: 'yes' } },
          data: { url: 'one' },
        },
        origin: 'a/base/map.yaml',
      },
    ]);
    // References of one folder are not rewritten to what a generator of another made.
    expect(JSON.stringify(together[1])).to.contain('"configMap":{"name":"g"}');
    expect(JSON.stringify(together[2])).to.match(/"name":"g-[a-z0-9]{10}"}},"origin":"c\/one\/kustomization.yaml"/);
    const alone = await Promise.all(
      folders.map((folder) => renderFolders(root, [{ folder, cluster: 'one' }], { env: off, renderer })),
    );
    expect(together).to.equal(alone.flat());
    remove();
  });

  it('renders one service for two clusters side by side', async () => {
    const { root, remove } = folderOf(files);
    const renderings = await renderFolders(
      root,
      [
        { folder: 'a/one', cluster: 'one' },
        { folder: 'a/two', cluster: 'two' },
      ],
      { env: off, renderer },
    );
    expect(renderings.map((each) => JSON.stringify(each).match(/"url":"(\w+)"/)?.[1])).to.equal(['one', 'base']);
    remove();
  });

  it('says which of many folders cannot be rendered, where and why, and renders the others', async () => {
    const { root, remove } = folderOf(files);
    const requests = ['a/one', 'broken/one', 'nowhere'].map((folder) => ({ folder, cluster: 'one' }));
    const [a, broken, nowhere] = await renderFolders(root, requests, { env: off, renderer });
    expect(JSON.stringify(a)).to.contain('"url":"one"');
    expect(broken).to.equal({
      folder: 'broken/one',
      problem: {
        what: 'broken/one: map.yaml is not YAML: mapping values are not allowed in this context',
        at: { file: 'broken/one/map.yaml', line: 2 },
        why: 'nothing can be rendered from a file that cannot be read',
        fix: 'correct the line; indentation and colons are the usual cause',
      },
    });
    expect(JSON.stringify(nowhere)).to.contain('nowhere holds no kustomization');
    remove();
  });

  it('renders two folders that hold the same object, though they cannot share a process', async () => {
    const { root, remove } = folderOf(files);
    const renderings = await renderFolders(
      root,
      ['a/one', 'a/two'].map((folder) => ({ folder, cluster: 'one' })),
      { env: off, renderer },
    );
    expect(renderings.every((each) => 'objects' in each)).to.be.true();
    remove();
  });

  it('remembers what it rendered, and only as long as its files stay the same', async () => {
    const { root, remove, write } = folderOf(files);
    const env = { TINJIS_CACHE: join(root, 'cache') };
    const ask = (used: Renderer): Promise<readonly Rendering[]> =>
      renderFolders(root, [{ folder: 'a/two', cluster: 'two' }], { env, renderer: used });
    const first = await ask(renderer);
    const gone = { ...renderer, command: join(root, 'gone') };
    expect(await ask(gone)).to.equal(first);
    write({ 'a/base/map.yaml': configMap('z') });
    expect(JSON.stringify(await ask(gone))).to.contain('kustomize could not render it');
    expect(existsSync(join(root, 'cache'))).to.be.true();
    remove();
  });

  it('finds a kustomize by itself, and does not take a fault of ours for a refusal', async () => {
    const { root, remove } = folderOf(files);
    expect(
      JSON.stringify(
        await renderFolders(root, [{ folder: 'b/one', cluster: 'one' }], { env: { ...process.env, ...off } }),
      ),
    ).to.contain('b/one/pod.yaml');
    await expect(
      renderFolders(root, [{ folder: null as unknown as string, cluster: 'one' }], { env: off, renderer }),
    ).to.reject(TypeError);
    remove();
  });
});
