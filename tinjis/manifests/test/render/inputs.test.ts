import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { InputReader } from '../../src/render/inputs.ts';
import type { Failure } from '../../src/failure.ts';
import { folderOf } from '../../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const honest = {
  'app/base/kustomization.yaml': 'resources: [a.yaml]\n',
  'app/base/a.yaml': 'kind: A\n',
  'app/base/deep/note.txt': 'n\n',
  'app/overlay/kustomization.yml': 'resources: [../base]\ncomponents: [../extra]\n',
  'app/extra/Kustomization': 'kind: Component\n',
  'app/elsewhere/b.yaml': 'kind: B\n',
};

function digest(change: Readonly<Record<string, string>> = {}): string {
  const { root, remove } = folderOf({ ...honest, ...change });
  const inputs = new InputReader(root).inputsOf('app/overlay');
  remove();
  return inputs.digest;
}

function refusal(kustomization: string, prepare: (root: string) => void = () => {}): Failure {
  const { root, remove } = folderOf({ ...honest, 'app/overlay/kustomization.yml': kustomization });
  prepare(root);
  try {
    return expect(() => new InputReader(root).inputsOf('app/overlay')).to.throw() as unknown as Failure;
  } finally {
    remove();
  }
}

describe('InputReader', () => {
  it('gives equal contents equal digests, wherever the checkout lies', () => {
    expect(digest()).to.equal(digest());
  });

  it('gives another digest when any file changes that kustomize may read', () => {
    const digests = Object.keys(honest)
      .filter((file) => !file.includes('elsewhere'))
      .map((file) => digest({ [file]: `${honest[file as keyof typeof honest]}# changed\n` }));
    expect(new Set([digest(), ...digests]).size).to.equal(6);
    expect(digest({ 'app/base/new.yaml': '' })).not.to.equal(digest());
  });

  it('is indifferent to files of other folders', () => {
    expect(digest({ 'app/elsewhere/b.yaml': 'kind: C\n' })).to.equal(digest());
  });

  it('reads a folder once, and a link as what it names', () => {
    const { root, remove } = folderOf(honest);
    symlinkSync('a.yaml', join(root, 'app/base/link.yaml'));
    const reader = new InputReader(root);
    expect(reader.inputsOf('app/overlay')).to.equal(reader.inputsOf('app/overlay'));
    expect(reader.inputsOf('app/overlay').digest).not.to.equal(digest());
    remove();
  });

  it('knows which folders give objects new names', () => {
    const { root, remove, write } = folderOf(honest);
    expect(new InputReader(root).inputsOf('app/overlay').renames).to.be.false();
    const generator = 'configMapGenerator: [{name: a, options: {disableNameSuffixHash: true}}';
    for (const [text, renames] of [
      ['namePrefix: a-', true],
      [`${generator}, {name: b}]`, true],
      [`${generator}]`, false],
    ] as const) {
      write({ 'app/base/kustomization.yaml': text });
      expect(new InputReader(root).inputsOf('app/overlay').renames, text).to.equal(renames);
    }
    remove();
  });

  it('refuses a folder without a kustomization', () => {
    const { root, remove } = folderOf(honest);
    expect(() => new InputReader(root).inputsOf('app/elsewhere')).to.throw('app/elsewhere holds no kustomization');
    remove();
  });

  it('refuses every form of an address, and names its line', () => {
    const forms = [
      'resources:\n  - https://example.com/a.yaml\n',
      'bases:\n  - HTTPS://example.com/a\n',
      'components:\n  - ssh://git@example.com/a\n',
      'resources:\n  - git@example.com:a/b\n',
      'crds:\n  - http://example.com/a\n',
      'patches:\n  - path: https://example.com/a\n',
      'configMapGenerator:\n  - {name: a, files: [a=https://example.com/a]}\n',
      'secretGenerator:\n  - {name: a, env: http://example.com, envs: [a]}\n',
      'replacements:\n  - path: https://example.com/a\n',
      'openapi:\n  path: https://example.com/a\n',
    ];
    for (const form of forms) {
      const { explanation } = refusal(form);
      expect(explanation.what, form).to.contain('an address outside the repository');
      expect(`${explanation.at?.file}:${explanation.at?.line}`, form).to.equal('app/overlay/kustomization.yml:2');
    }
  });

  it('refuses what is not there, also where it has the form of a repository', () => {
    for (const entry of ['../nowhere', 'github.com/org/repo', 'org/repo?ref=main']) {
      expect(refusal(`resources: ["${entry}"]\n`).message).to.contain(`${entry}, which is not there`);
    }
  });

  it('refuses a folder outside the repository, by its path and through a link', () => {
    expect(refusal('resources: [../../..]\n').message).to.contain('outside the repository');
    expect(
      refusal('resources: [link]\n', (root) => {
        mkdirSync(join(root, 'app/overlay'), { recursive: true });
        symlinkSync('/', join(root, 'app/overlay/link'));
      }).message,
    ).to.contain('outside the repository');
  });

  it('refuses a kustomization that kustomize would read in another way, or not at all, and names its line', () => {
    for (const [text, problem, line = 1] of [
      ['[', 'the file is not understood: unexpected end of the stream within a flow collection'],
      ['text', 'the file is no mapping'],
      ['- a', 'the file is no mapping'],
      ['', 'the file is empty'],
      ['resources: []\n---\nresources: []\n', 'the file has a second document', 3],
      ['namespace: a\nresources: 1\n', 'resources must be a list', 2],
      ['Resources: [https://example.com/a.yaml]\n', 'Resources is no field that kustomize has'],
      ['patches:\n  - Path: https://example.com/a.yaml\n', 'patches.0.Path is no field that kustomize has', 2],
      ['resources: []\nresources: [https://example.com/a]\n', 'the file is not understood: duplicated mapping key', 2],
    ] as const) {
      const { explanation } = refusal(text);
      expect(explanation.what, text).to.equal(`app/overlay/kustomization.yml: ${problem}`);
      expect(explanation.at?.line, text).to.equal(line);
    }
  });

  it('refuses a folder with two kustomizations, as kustomize does', () => {
    const { root, remove } = folderOf({ 'a/kustomization.yaml': 'resources: []', 'a/Kustomization': 'resources: []' });
    expect(() => new InputReader(root).inputsOf('a')).to.throw(/the file lies beside Kustomization/);
    remove();
  });

  it('takes an object that stands in a kustomization as text for no path', () => {
    const text = 'transformers:\n  - |\n    kind: A\n    url: https://example.com\nopenapi: null\n';
    const { root, remove } = folderOf({ 'a/kustomization.yaml': text });
    expect(new InputReader(root).inputsOf('a').renames).to.be.false();
    remove();
  });
});
