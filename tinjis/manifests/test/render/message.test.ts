import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { renderFolders } from '../../src/render/render.ts';
import { explain } from '../../src/render/message.ts';
import type { Explanation } from '../../src/failure.ts';
import { folderOf } from '../../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  [
    'misspelt field',
    { 'kustomization.yaml': 'labels: [{pair: {}}]\n' },
    'o: the kustomization cannot be read: unknown field "pair"',
  ],
  [
    'field of another shape',
    { 'kustomization.yaml': 'labels: text\n' },
    'o: the kustomization cannot be read: cannot unmarshal string',
  ],
  [
    'file that is no YAML',
    { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'a: [\n' },
    'o: a.yaml is not YAML: ',
  ],
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
  ['folder upon itself', { 'kustomization.yaml': 'resources: [../o]\n' }, 'o: o builds upon itself'],
  [
    'object without kind',
    { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'apiVersion: v1\nmetadata:\n  name: a\n' },
    'o: a file holds something without a kind',
  ],
];

describe('explain()', () => {
  it('says what is wrong, without a path of this machine', async () => {
    const files = cases.flatMap(([, written], index) =>
      Object.entries(written).map(([file, text]) => [`${index}/o/${file}`, text] as const),
    );
    const { root, remove } = folderOf(Object.fromEntries(files));
    const requests = cases.map((_, index) => ({ folder: `${index}/o`, cluster: String(index) }));
    const renderings = await renderFolders(root, requests, { env: { ...process.env, TINJIS_CACHE: 'off' } });
    cases.forEach(([name, , what], index) => {
      const problem = (renderings[index] as { problem?: Explanation }).problem;
      expect(String(problem?.what).replaceAll(`${index}/o`, 'o').replaceAll(`${index}/a`, 'a'), name).to.startWith(
        what,
      );
      expect(JSON.stringify(problem), name).not.to.contain(root);
    });
    remove();
  });

  it('reads through the log line that kubectl makes of a message', () => {
    const line = 'E1123 1 run.go:72] "command failed" err="invalid Kustomization: json: unknown field \\"resource\\""';
    expect(explain('o', line).what).to.equal('o: the kustomization cannot be read: unknown field "resource"');
  });

  it('hands on a message it does not know', () => {
    expect(explain('o', 'Error: something new').what).to.equal(
      'o: kustomize could not render it: Error: something new',
    );
    expect(explain('o', '').what).to.equal('o: kustomize could not render it: it ended without a word');
  });
});
