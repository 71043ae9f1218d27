import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { InputReader } from '../../src/kustomize/inputs.ts';
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
      'configMapGenerator:\n  - files: [a=https://example.com/a]\n',
      'secretGenerator:\n  - {env: http://example.com, envs: [a]}\n',
      'replacements:\n  - path: https://example.com/a\n',
      'openapi:\n  path: https://example.com/a\n',
    ];
    for (const form of forms) {
      const { explanation } = refusal(form);
      expect(explanation.what, form).to.contain('an address outside the repository');
      expect(explanation.at, form).to.equal({ file: 'app/overlay/kustomization.yml', line: 2 });
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

  it('leaves a kustomization of another shape to kustomize', () => {
    for (const text of [
      '[',
      'text',
      '- a',
      '',
      'resources: 1\npatches: [1, {path: 2}]',
      'transformers:\n  - |\n    kind: A\n    url: https://example.com\n',
      'openapi: null\n',
    ]) {
      const { root, remove } = folderOf({ 'a/kustomization.yaml': text });
      expect(new InputReader(root).inputsOf('a').digest).to.have.length(64);
      remove();
    }
  });
});
