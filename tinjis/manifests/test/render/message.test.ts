import { tmpdir } from 'node:os';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Kustomize } from '../../src/render/render.ts';
import { explain } from '../../src/render/message.ts';
import type { Explanation } from '../../src/failure.ts';
import { memoryTree } from '../../src/tree/memory.ts';
import { resolvePath } from '../../src/tree/tree.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  [
    'misspelt field',
    { 'kustomization.yaml': 'resource: [a]\n' },
    'o: the kustomization cannot be read: unknown field "resource"',
  ],
  [
    'broken kustomization',
    { 'kustomization.yaml': 'resources: [a.yaml\n' },
    "o: the kustomization cannot be read: did not find expected ',' or ']'",
  ],
  ['kustomization of another shape', { 'kustomization.yaml': 'text\n' }, 'o: the kustomization cannot be read: '],
  [
    'file of another folder',
    { 'kustomization.yaml': 'resources: [../a.yaml]\n', '../a.yaml': object },
    'o: o reads a.yaml, which lies outside its folder',
  ],
  [
    'object twice',
    { 'kustomization.yaml': 'resources: [a.yaml, b.yaml]\n', 'a.yaml': object, 'b.yaml': object },
    'o: two files define the same object, ConfigMap.v1',
  ],
  [
    'patch without target',
    {
      'kustomization.yaml': 'resources: [a.yaml]\npatches: [{path: p.yaml}]\n',
      'a.yaml': object,
      'p.yaml': object.replace('name: a', 'name: p'),
    },
    'o: a patch is meant for ConfigMap.v1',
  ],
  [
    'missing patch',
    { 'kustomization.yaml': 'resources: [a.yaml]\npatches: [{path: p.yaml}]\n', 'a.yaml': object },
    'o: o/p.yaml is named but not there',
  ],
  [
    'fault of a folder below',
    {
      'kustomization.yaml': 'resources: [../b]\n',
      '../b/kustomization.yaml': 'resources: [n.yaml]\n',
      '../b/n.yaml': 'apiVersion: v1\nkind: ConfigMap\n',
    },
    'b: n.yaml cannot be taken in: ',
  ],
  [
    'patch without a text',
    { 'kustomization.yaml': 'resources: [a.yaml]\npatches: [{patch: "[{op: x"}]\n', 'a.yaml': object },
    'o: kustomize could not render it: ',
  ],
  ['folder upon itself', { 'kustomization.yaml': 'resources: [../o]\n' }, 'o: o builds upon itself'],
  [
    'object without kind',
    { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'apiVersion: v1\nmetadata:\n  name: a\n' },
    'o: a file holds something without a kind',
  ],
];

describe('explain()', () => {
  it('says what is wrong, without a path of this machine', () => {
    const files = cases.flatMap(([, written], index) =>
      Object.entries(written).map(([file, text]) => [resolvePath(`${index}/o`, file) ?? '', text] as const),
    );
    const requests = cases.map((_, index) => ({ folder: `${index}/o`, cluster: String(index) }));
    const renderings = new Kustomize({ ...process.env, TINJIS_CACHE: 'off' }).render(
      memoryTree(Object.fromEntries(files)),
      requests,
    );
    cases.forEach(([name, , what], index) => {
      const problem = (renderings[index] as { problem?: Explanation }).problem;
      expect(
        String(problem?.what).replaceAll(`${index}/o`, 'o').replaceAll(`${index}/a`, 'a').replaceAll(`${index}/b`, 'b'),
        name,
      ).to.startWith(what);
      expect(JSON.stringify(problem), name).not.to.contain(tmpdir());
    });
  });

  it('reads through the log line that kubectl makes of a message', () => {
    const line = 'E1123 1 run.go:72] "command failed" err="invalid Kustomization: json: unknown field \\"resource\\""';
    expect(explain('o', line).what).to.equal('o: the kustomization cannot be read: unknown field "resource"');
    const lines = 'E1123 1 run.go:72] "command failed" err=<\n\tsomething:\n\t  new\n >';
    expect(explain('o', lines).what).to.equal('o: kustomize could not render it: something: new');
  });

  it('hands on a message it does not know', () => {
    expect(explain('o', 'Error: something new').what).to.equal('o: kustomize could not render it: something new');
    expect(explain('o', '').what).to.equal('o: kustomize could not render it: it ended without a word');
  });
});
