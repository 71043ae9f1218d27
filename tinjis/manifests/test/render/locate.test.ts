import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { located } from '../../src/render/locate.ts';
import { Kustomize } from '../../src/render/render.ts';
import { Reader } from '../../src/reader.ts';
import { changedTree, memoryTree } from '../../src/tree/memory.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const files: Record<string, string> = {
  'base/kustomization.yaml': 'resources:\n  - deployment.yaml\n  - map.yaml\n',
  'base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 1
  paused: true
  template:
    spec:
      containers:
        - name: side
          image: side:1
        - name: web
          image: web
          env:
            - name: A
              value: a
`,
  'base/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\ndata:\n  kept: a\n  gone: b\n',
  'component/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: {kind: Deploy.*}
    patch: |-
      - {op: remove, path: /spec/template/spec/containers/0}
      - {op: add, path: /spec/template/spec/containers/-, value: {name: late, image: late:1}}
  - target: {kind: "[[:upper:]].*", name: nothing}
    patch: '[{"op": "remove", "path": "/spec"}]'
`,
  'overlay/kustomization.yaml': `namespace: shop
resources:
  - ../base
components:
  - ../component
commonAnnotations:
  team: shop
labels:
  - pairs: {tier: front}
images:
  - name: other
  - name: web
    newName: example.org/web
    newTag: "2"
replicas:
  - {name: web, count: 3}
patches:
  - path: patch.yaml
  - target: {kind: ConfigMap, name: map}
    patch: |-
      - {op: remove, path: /data/gone}
      - {op: test, path: /data/kept, value: a}
configMapGenerator:
  - name: map
    behavior: merge
    literals: [more=1]
    options: {disableNameSuffixHash: true}
  - name: made
    files: [key=file.txt]
    literals: [one=1]
    options: {disableNameSuffixHash: true}
secretGenerator:
  - name: secret
    literals: [s=1]
    options: {disableNameSuffixHash: true}
replacements:
  - source: {kind: ConfigMap, name: map, fieldPath: data.kept}
    targets:
      - select: {kind: ConfigMap, name: map}
        fieldPaths: [data.copied]
        options: {create: true}
`,
  'overlay/file.txt': 'text',
  'overlay/patch.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  paused: null
  template:
    spec:
      containers:
        - name: web
          env:
            - name: B
              value: b
`,
  'prefixed/kustomization.yaml': 'namePrefix: x-\nresources: [../base]\n',
  'turned/kustomization.yaml': `resources: [../base]
patchesStrategicMerge:
  - |-
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: map}
    data:
      $patch: replace
      other: c
`,
};
const tree = memoryTree(files);
const reader = new Reader('proofs', new Kustomize({ ...process.env, TINJIS_CACHE: 'off' }));

function resources(folder: string): readonly Resource[] {
  const [gathered] = reader.rendered(tree, [{ folder, cluster: 'one' }]);
  expect(gathered?.problem).to.be.undefined();
  return gathered?.resources ?? [];
}

function placeOf(folder: string, name: string, path?: FieldPath): string {
  const found = resources(folder).find(({ object }) => object.metadata.name === name);
  const { file, line, column } = found?.at(path) ?? {};
  expect(column).to.be.a.number();
  return `${file}:${line} ${files[String(file)]?.split('\n')[Number(line) - 1]?.trim()}`;
}

const containers = ['spec', 'template', 'spec', 'containers'];

describe('a rendered object', () => {
  it('has each field where it is written, in a list also where others were taken out before it', () => {
    expect(placeOf('overlay', 'web')).to.equal('base/deployment.yaml:1 apiVersion: apps/v1');
    expect(placeOf('overlay', 'web', ['metadata', 'labels', 'app'])).to.equal('base/deployment.yaml:6 app: web');
    expect(placeOf('overlay', 'web', [...containers, 0, 'name'])).to.equal('base/deployment.yaml:15 - name: web');
    expect(placeOf('overlay', 'web', [...containers, 0, 'env', 1, 'value'])).to.equal(
      'base/deployment.yaml:19 value: a',
    );
    expect(placeOf('overlay', 'map', ['data', 'kept'])).to.equal('base/map.yaml:6 kept: a');
  });

  it('has a changed field where it was changed last', () => {
    const at = (path: FieldPath): string => placeOf('overlay', 'web', path);
    expect(at(['metadata', 'namespace'])).to.equal('overlay/kustomization.yaml:1 namespace: shop');
    expect(at(['metadata', 'annotations', 'team'])).to.equal('overlay/kustomization.yaml:7 team: shop');
    expect(at(['metadata', 'labels', 'tier'])).to.equal('overlay/kustomization.yaml:9 - pairs: {tier: front}');
    expect(at([...containers, 0, 'image'])).to.equal('overlay/kustomization.yaml:12 - name: web');
    expect(at(['spec', 'replicas'])).to.equal('overlay/kustomization.yaml:16 - {name: web, count: 3}');
    expect(at([...containers, 0, 'env', 0, 'value'])).to.equal('overlay/patch.yaml:13 value: b');
    expect(at([...containers, 1, 'image'])).to.equal('component/kustomization.yaml:4 - target: {kind: Deploy.*}');
    expect(at(['spec', 'paused'])).to.equal('overlay/patch.yaml:6 paused: null');
    const map = (key: string): string => placeOf('overlay', 'map', ['data', key]);
    expect(map('gone')).to.equal('overlay/kustomization.yaml:19 - target: {kind: ConfigMap, name: map}');
    expect(map('more')).to.equal('overlay/kustomization.yaml:26 literals: [more=1]');
    expect(map('copied')).to.equal('overlay/kustomization.yaml:36 replacements:');
  });

  it('has a field that is nowhere at the nearest parent that is', () => {
    expect(placeOf('overlay', 'web', ['spec', 'strategy', 'type'])).to.equal('base/deployment.yaml:7 spec:');
    expect(placeOf('overlay', 'web', [...containers, 7])).to.equal('base/deployment.yaml:12 containers:');
  });

  it('has a generated field at its entry', () => {
    expect(placeOf('overlay', 'made')).to.equal('overlay/kustomization.yaml:28 - name: made');
    expect(placeOf('overlay', 'made', ['data', 'key'])).to.equal('overlay/kustomization.yaml:28 - name: made');
    expect(placeOf('overlay', 'secret', ['data', 's'])).to.equal('overlay/kustomization.yaml:33 - name: secret');
  });

  it('is found under the name that its file gives it', () => {
    expect(placeOf('prefixed', 'x-web', ['spec', 'replicas'])).to.equal('base/deployment.yaml:8 replicas: 1');
    expect(placeOf('prefixed', 'x-web', ['metadata', 'name'])).to.equal('prefixed/kustomization.yaml:1 namePrefix: x-');
  });

  it('is looked for in every form of a patch', () => {
    expect(placeOf('turned', 'map', ['data', 'other'])).to.startWith('turned/kustomization.yaml:4 ');
    expect(placeOf('turned', 'map', ['data', 'kept'])).to.startWith('turned/kustomization.yaml:4 ');
  });

  it('is the very same in a changed tree that leaves it alone', () => {
    const before = resources('overlay');
    const text = String(files['base/map.yaml']).replace('kept: a', 'kept: a\n  new: c');
    const [changed] = reader.rendered(changedTree(tree, { 'base/map.yaml': text }), [
      { folder: 'overlay', cluster: 'one' },
    ]);
    const same = before.map((resource) => changed?.resources.includes(resource));
    expect(before.map(({ object }, index) => `${object.metadata.name} ${same[index]}`)).to.equal([
      'web true',
      'map false',
      'made true',
      'secret true',
    ]);
    expect(resources('overlay')).to.shallow.equal(before);
    expect(JSON.stringify(before[0]?.at())).to.equal('{"file":"base/deployment.yaml","line":1,"column":1}');
  });
});

describe('an object in a file of many', () => {
  const map = (name: string, more = '') => `kind: ConfigMap\napiVersion: v1\nmetadata: {name: ${name}${more}}\n`;
  const tree = memoryTree({ 'all.yaml': ['a', 'b', 'c', 'b'].map((name) => map(name)).join('---\n') });
  const lineOf = (name: string, reader: Reader): number => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
    return located(tree, reader, [], { object, origin: 'all.yaml' }).at(['metadata', 'name']).line;
  };

  it('has the same place in a proof, which reads every document, as in a question, which reads few', () => {
    for (const purpose of ['proofs', 'questions'] as const) {
      expect(['a', 'b', 'c', 'prefix-c'].map((name) => lineOf(name, new Reader(purpose)))).to.equal([3, 7, 11, 11]);
    }
  });
});
