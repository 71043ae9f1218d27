import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { InputReader, type Inputs } from '../../src/render/inputs.ts';
import type { Failure } from '../../src/failure.ts';
import { type Change, memoryTree } from '../../src/tree/memory.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const honest = {
  'app/base/kustomization.yaml': 'resources: [a.yaml]\n',
  'app/base/a.yaml': 'kind: A\n',
  'app/base/deep/note.txt': 'n\n',
  'app/overlay/kustomization.yml': 'resources: [../base]\ncomponents: [../extra]\npatches: [{path: p.yaml}]\n',
  'app/overlay/p.yaml': 'kind: P\n',
  'app/extra/Kustomization': 'kind: Component\n',
  'app/elsewhere/b.yaml': 'kind: B\n',
};
const read = ['app/base/kustomization.yaml', 'app/base/a.yaml', 'app/overlay/p.yaml', 'app/extra/Kustomization'];

function inputs(change: Readonly<Record<string, Change>> = {}): Inputs {
  return new InputReader(memoryTree({ ...honest, ...change })).inputsOf('app/overlay');
}

function refusal(kustomization: string): Failure {
  return expect(() => inputs({ 'app/overlay/kustomization.yml': kustomization })).to.throw() as unknown as Failure;
}

describe('InputReader', () => {
  it('names every file that is read, and no other', () => {
    const { files, kustomizations, listed, named } = inputs();
    expect([...files].sort()).to.equal([...read, 'app/overlay/kustomization.yml'].sort());
    expect([...listed].sort()).to.equal([...files].sort());
    expect([...named]).to.equal(['app/overlay/p.yaml']);
    expect(kustomizations).to.equal([
      'app/overlay/kustomization.yml',
      'app/base/kustomization.yaml',
      'app/extra/Kustomization',
    ]);
  });

  it('gives another digest when any of them changes, and the same where others do', () => {
    const digests = read.map((file) => inputs({ [file]: `${honest[file as keyof typeof honest]}# changed\n` }).digest);
    expect(new Set([inputs().digest, ...digests]).size).to.equal(5);
    expect(inputs({ 'app/elsewhere/b.yaml': 'kind: C\n', 'app/base/new.yaml': '' }).digest).to.equal(inputs().digest);
  });

  it('tells what changes objects from the objects', () => {
    expect(inputs({ 'app/base/a.yaml': 'kind: B\n' }).changes).to.equal(inputs().changes);
    expect(inputs({ 'app/overlay/p.yaml': 'kind: B\n' }).changes).not.to.equal(inputs().changes);
  });

  it('takes all of a folder whose plugins may read what no field names', () => {
    const { files, listed } = inputs({ 'app/base/kustomization.yaml': 'resources: [a.yaml]\ngenerators: [g.yaml]\n' });
    expect(files).to.include('app/base/deep/note.txt');
    expect(listed.has('app/base/deep/note.txt')).to.be.false();
  });

  it('knows which folders give objects another name or place', () => {
    const generator = 'configMapGenerator: [{name: a, options: {disableNameSuffixHash: true}}';
    for (const [text, plain] of [
      ['namePrefix: a-', false],
      ['namespace: a', false],
      ['transformers: []', false],
      [`${generator}, {name: b}]`, false],
      [`${generator}]`, true],
      ['patches: [{patch: "- {op: replace, path: /metadata/name, value: b}"}]', false],
      ['patches: [{patch: "- {op: replace, path: /metadata/labels/a, value: b}"}]', true],
      ['patches: [{path: a.yaml, options: {allowNameChange: true}}]', false],
      ['patches: [{path: a.yaml}]', true],
      ['patches: [{path: b.yaml}]', false],
    ] as const) {
      const changed = { 'app/base/kustomization.yaml': text, 'app/base/b.yaml': '- {op: move, path: /metadata}\n' };
      expect(inputs(changed).plain, text).to.equal(plain);
    }
  });

  it('knows which folders make objects that stand in no file', () => {
    expect(inputs().generates).to.be.false();
    for (const text of ['configMapGenerator: [{name: a}]', 'secretGenerator: []']) {
      expect(inputs({ 'app/base/kustomization.yaml': text }).generates, text).to.be.true();
    }
  });

  it('knows fields that are heeded only at the top', () => {
    expect(inputs().top).to.be.undefined();
    expect(inputs({ 'app/base/kustomization.yaml': 'openapi: {path: a.json}' }).top).to.be.undefined();
    expect(inputs({ 'app/overlay/kustomization.yml': 'openapi: {path: a.json}' }).top).to.equal({
      openapi: { path: 'a.json' },
    });
    expect(refusal('openapi: {path: a.json}\nResources: [../../..]\n').message).to.equal(
      'app/overlay/kustomization.yml: Resources is no field that kustomize has',
    );
    expect(refusal('openapi: 1\n---\na: 1\n').message).to.contain('the file has a second document');
  });

  it('refuses a folder without a kustomization, and gives kustomize all that one has', () => {
    const reader = new InputReader(memoryTree(honest));
    expect(() => reader.inputsOf('app/elsewhere')).to.throw('app/elsewhere holds no kustomization');
    expect(inputs({ 'app/overlay/kustomization.yaml': '' }).files).to.include('app/overlay/kustomization.yml');
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

  it('refuses what lies outside the repository, and leaves what is not there to kustomize', () => {
    expect(refusal('resources: [../../..]\n').message).to.contain('outside the repository');
    for (const entry of ['../nowhere', 'github.com/org/repo', 'org/repo?ref=main', 'link']) {
      const changed = {
        'app/overlay/kustomization.yml': `resources: ["${entry}"]\n`,
        'app/overlay/link': { kind: 'symlink' as const },
      };
      expect(inputs(changed).files, entry).to.equal(['app/overlay/kustomization.yml']);
    }
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
      expect(new InputReader(memoryTree({ 'a/kustomization.yaml': text })).inputsOf('a').digest).to.have.length(64);
    }
  });
});
