import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { FieldPath } from '@tinjis/rules/objects/located';
import { Reader } from '../../src/reader.ts';
import { whatChanged } from '../../src/render/changes.ts';
import type { PlainObject } from '../../src/render/rendered.ts';
import { located } from '../../src/render/locate.ts';
import { memoryTree } from '../../src/tree/memory.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const object = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'p-map', labels: { a: 'x' } },
  data: { key: 'value', 'a/b': 'c', namespace: 'shop' },
  list: ['one', { other: 1 }],
  image: 'example.org/web:2',
  replicas: 3,
} as unknown as PlainObject;

/** The line of the entry that is found to have set a field. */
function lineOf(kustomization: string, path: FieldPath, patch = ''): number | undefined {
  const tree = memoryTree({ 'a/kustomization.yaml': kustomization, 'a/patch.yaml': patch });
  const field = { object, path, name: 'map', kind: 'ConfigMap' };
  return whatChanged(tree, new Reader(), ['a/kustomization.yaml'], field)?.line;
}

describe('what changed a field', () => {
  it('is no entry where none names it, or the file is none that is understood', () => {
    for (const text of [
      '[',
      '- a',
      'images: [{name: web}, x]\nreplicas: [{count: 4}]\nlabels: 1\n',
      'namePrefix: 1\n',
    ]) {
      for (const path of [['image'], ['replicas'], ['data', 'key'], ['data']]) {
        expect(lineOf(text, path), text).to.be.undefined();
      }
    }
  });

  it('is the image, replica or name that fits, and of several the one that is exact', () => {
    expect(lineOf('images:\n  - name: web\n    newTag: "1"\n  - name: x\n    newTag: "2"\n', ['image'])).to.equal(4);
    expect(lineOf('replicas:\n  - {name: other, count: 3}\n', ['replicas'])).to.equal(2);
    expect(lineOf('namePrefix: p-\n', ['metadata', 'name'])).to.equal(1);
    expect(lineOf('nameSuffix: -s\nnamespace: b\n', ['metadata', 'name'])).to.be.undefined();
    expect(lineOf('namespace: other\n', ['data', 'namespace'])).to.be.undefined();
    expect(lineOf('namespace: shop\n', ['data', 'namespace'])).to.equal(1);
    expect(lineOf('commonLabels:\n  a: x\n', ['metadata', 'labels', 'a'])).to.equal(2);
  });

  it('is the literal, file or list of variables that gives a key', () => {
    const generator = (kind: string, more: string): string =>
      `${kind}:\n  - name: map\n    behavior: merge\n    ${more}\n`;
    expect(lineOf(generator('configMapGenerator', 'literals: [a=b, key=value]'), ['data', 'key'])).to.equal(4);
    expect(lineOf(generator('configMapGenerator', 'files: [b/key]'), ['data', 'key'])).to.equal(4);
    expect(lineOf(generator('configMapGenerator', 'envs: [b]'), ['data', 'key'])).to.equal(4);
    expect(lineOf(generator('configMapGenerator', 'literals: [other=b]'), ['data', 'key'])).to.be.undefined();
    expect(lineOf(generator('configMapGenerator', 'literals: [image=b]'), ['image'])).to.be.undefined();
    expect(lineOf(generator('secretGenerator', 'literals: [key=value]'), ['data', 'key'])).to.be.undefined();
  });

  it('is a patch whose target is an expression that only Go reads, and none whose target names another', () => {
    const patch = (name: string): string =>
      `patches:\n  - target: {kind: ConfigMap, name: '${name}'}\n    path: patch.yaml\n`;
    const operation = '- {op: add, path: /data/key, value: value}\n';
    for (const name of ['\\Amap\\z', '[[:lower:]]+', '(?i)MAP', '(', 'ma.']) {
      expect(lineOf(patch(name), ['data', 'key'], operation), name).to.equal(1);
    }
    expect(lineOf(patch('other'), ['data', 'key'], operation)).to.be.undefined();
  });

  it('is the patch, in a file or in the kustomization', () => {
    const merge = 'kind: ConfigMap\nmetadata: {name: map}\ndata:\n  key: value\n';
    expect(lineOf('patches: [{path: patch.yaml}]\n', ['data', 'key'], merge)).to.equal(4);
    expect(lineOf('patchesStrategicMerge: [patch.yaml, gone.yaml]\n', ['data', 'key'], merge)).to.equal(4);
    expect(
      lineOf('patches: [{path: patch.yaml}]\n', ['data', 'key'], merge.replace('name: map', 'name: other')),
    ).to.be.undefined();
    expect(
      lineOf(
        `patches:\n  - target: {kind: ConfigMap}\n    path: patch.yaml\n`,
        ['data', 'key'],
        merge.replace('name: map', 'name: any'),
      ),
    ).to.equal(4);
    expect(lineOf('patches: [{path: patch.yaml}, {}]\n', ['data', 'key'], 'kind: ConfigMap\n')).to.be.undefined();
    expect(lineOf('patches: [{path: patch.yaml}]\n', ['data', 'key'], 'text\n')).to.be.undefined();
    expect(
      lineOf('patches: [{path: patch.yaml}]\n', ['data', 'key'], merge.replace('ConfigMap', 'Secret')),
    ).to.be.undefined();
    expect(lineOf('patches: [{path: patch.yaml}]\n', ['data', 'key'], merge.replace('value', 'older'))).to.equal(4);
    expect(lineOf('patches: [{path: patch.yaml}]\n', ['data', 'gone'], merge.replace('key', '$patch'))).to.equal(4);
  });

  it('is an operation of a patch, whose target may be written for Go alone', () => {
    const patch = (target: string): string => `patches:\n  - target: ${target}\n    path: patch.yaml\n`;
    const operations =
      '- {op: replace, path: /data, value: {key: value}}\n- 1\n- {op: add, path: /data/a~1b, value: c}\n';
    expect(lineOf(patch('{kind: ConfigMap, name: ""}'), ['data', 'key'], operations)).to.equal(1);
    expect(lineOf(patch('{kind: "(?i)configmap"}'), ['data', 'a/b'], operations)).to.equal(3);
    expect(lineOf(patch('{kind: Secret}'), ['data', 'key'], operations)).to.be.undefined();
    expect(lineOf(patch('{}'), ['list', 0], '- {op: add, path: /list/-, value: one}\n')).to.equal(1);
    expect(lineOf(patch('{}'), ['list', 0], '- {op: add, path: /list/x, value: one}\n')).to.be.undefined();
    expect(lineOf(patch('{}'), ['list', 0], '- {op: add, path: /list/5, value: two}\n')).to.be.undefined();
    expect(lineOf(patch('{}'), ['data', 'key'], '- {op: add}\n- {op: add, path: /data/key, value: older}\n')).to.equal(
      2,
    );
    expect(lineOf(patch('{}'), ['data'], '- {op: add, path: /data/key, value: value}\n')).to.be.undefined();
    expect(lineOf(patch('{}'), ['data', 'gone'], '- {op: remove, path: /data/gone}\n')).to.equal(1);
  });

  it('is what copies values, where nothing else is', () => {
    expect(lineOf('replacements: []\n', ['data', 'key'])).to.equal(1);
    expect(lineOf('replacements: []\n', ['data'])).to.be.undefined();
    expect(lineOf('replacements: []\n', ['data', 'gone'])).to.be.undefined();
  });
});

describe('an object whose file tells nothing about it', () => {
  it('is at the beginning of the file', () => {
    for (const text of ['[', 'a: 1\n', 'configMapGenerator: [1, {}, {name: other}]\n']) {
      const tree = memoryTree({ 'a.yaml': text });
      const { line, column } = located(tree, new Reader(), [], { object, origin: 'a.yaml' }).at(['data', 'key']);
      expect([line, column]).to.equal([1, 1]);
    }
  });

  it('is where it is written, if nothing is known to have changed it', () => {
    const tree = memoryTree({
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p-map}\ndata:\n  key: older\n',
    });
    expect(located(tree, new Reader(), [], { object, origin: 'a.yaml' }).at(['data', 'key']).line).to.equal(5);
  });

  it('is found by its name in another kind', () => {
    const text = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: map\n';
    const tree = memoryTree({ 'a.yaml': `kind: Other\napiVersion: x/v1\nmetadata: {name: p-map}\n---\n${text}` });
    expect(located(tree, new Reader(), [], { object, origin: 'a.yaml' }).at().line).to.equal(5);
  });
});
