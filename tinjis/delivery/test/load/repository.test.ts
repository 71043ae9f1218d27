import { Kustomize } from '@tinjis/manifests/render/render';
import { type Tree, diskTree } from '@tinjis/manifests/tree/tree';
import { unreadable } from '../../src/print/findings.ts';
import { type Unreadable, readRepository, type Repository } from '../../src/load/repository.ts';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Reader } from '@tinjis/manifests/reader';
import { type Change, changedTree } from '@tinjis/manifests/tree/memory';

export const lab = Lab.script();
const { describe, it } = lab;

const base = diskTree(join(process.cwd(), 'testing/fixtures/base'));
const reader = new Reader();
const faults = (changes: Readonly<Record<string, Change>>, only?: string): readonly string[] => {
  const read = readRepository(changedTree(base, changes), reader, only === undefined ? {} : { cluster: only });
  return 'faults' in read ? read.faults.map(({ code, at }) => `${code} ${at.file}:${at.line}`) : [];
};

describe('readRepository()', () => {
  it('reads no file that GitHub reads by rules of its own, and no other text', () => {
    expect(faults({ '.github/workflows/x.yaml': 'on: [\n', 'notes.md': 'a: [\n' })).to.equal([]);
    expect(faults({ 'x.yaml': 'on: [\n', 'a/Kustomization': 'b: {\n' })).to.equal([
      'yaml/syntax a/Kustomization:2',
      'yaml/syntax x.yaml:2',
    ]);
  });

  it('reads of the clusters only the one that is asked about', () => {
    const broken = { 'clusters/other/x.yaml': '[\n', 'apps/payments/payment/overlays/other/x.yaml': '[\n' };
    expect(faults(broken).length).to.equal(2);
    expect(faults(broken, 'staging')).to.equal([]);
    expect(faults({ 'clusters/base/x.yaml': '[\n', 'clusters/staging/x.yaml': '[\n' }, 'staging').length).to.equal(2);
  });

  it('takes what is wrong in one service’s folder for a finding where it is to prove the rest', () => {
    const service = 'apps/payments/payment/base/service.yaml';
    const mistaken = { [service]: base.text(service).replace('name: payment', 'name: y') };
    expect(faults(mistaken)).to.equal([`yaml/ambiguous ${service}:6`]);
    const proof = readRepository(changedTree(base, mistaken), reader, { mode: 'proof' }) as Repository;
    expect(proof.findings.map(({ code, at }) => `${code} ${at.file}:${at.line}`)).to.equal([...faults(mistaken)]);
    const governance = readRepository(changedTree(base, { 'clusters/base/x.yaml': '[\n' }), reader, { mode: 'proof' });
    expect('faults' in governance).to.be.true();
  });
});

describe('a repository that nobody can render', () => {
  const without = (tree: Tree, kustomize?: Kustomize): ReturnType<typeof readRepository> =>
    readRepository(tree, new Reader('questions', kustomize));

  it('is not read, and nothing is said about it', () => {
    const read = without(base, new Kustomize({ TINJIS_KUSTOMIZE: '/nowhere' })) as Unreadable;
    expect(read.faults.map(({ code, args }) => `${code} ${args['what']}`)).to.equal([
      'kustomize/none TINJIS_KUSTOMIZE names /nowhere, which does not run as a kustomize',
    ]);
    const { exit, text } = unreadable(read.faults);
    expect(exit).to.equal(4);
    const plain = { bold: String, dim: String, red: String, green: String, yellow: String };
    expect(text(plain)).to.startWith('UNKNOWN: nothing is proved\n✘ TINJIS_KUSTOMIZE names /nowhere');
  });

  it('is not taken for one that could not be read by a fault of ours', () => {
    const faulty: Tree = {
      ...base,
      bytes: () => {
        throw new TypeError('a fault');
      },
    };
    expect(() => without(faulty)).to.throw(TypeError);
  });
});
