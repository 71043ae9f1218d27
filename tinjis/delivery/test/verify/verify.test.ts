import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { newlyBroken } from '../../src/verify/verify.ts';

export const lab = Lab.script();
const { describe, it } = lab;

type Verified = Parameters<typeof newlyBroken>[0];

const finding = { code: 'a/b', args: {}, at: { file: 'a.yaml', line: 3 } };
const verified = (...broken: readonly string[]): Verified => ({
  proofs: ['exposure', 'rights'].map((name) => ({
    name,
    says: `the ${name} are kept`,
    cases: 1,
    byClass: 0,
    elsewhere: [],
    breaches: broken.includes(name) ? [finding] : [],
    notes: [],
  })),
});

describe('newlyBroken()', () => {
  it('finds the promise that would be broken, and where', () => {
    expect(newlyBroken(verified(), verified('rights'))).to.include({
      what: 'afterwards a promise would be broken: the rights are kept',
      at: finding.at,
    });
    expect(newlyBroken(verified('exposure'), verified('exposure', 'rights'))?.what).to.contain('the rights');
    expect(newlyBroken({ faults: [finding] }, verified('exposure'))?.what).to.contain('the exposure');
  });

  it('lets pass what breaks nothing, or nothing more than is broken already', () => {
    expect(newlyBroken(verified(), verified())).to.be.undefined();
    expect(newlyBroken(verified('exposure'), verified('exposure'))).to.be.undefined();
  });

  it('refuses a repository that could not be read afterwards', () => {
    expect(newlyBroken(verified(), { faults: [finding] })?.what).to.equal(
      'afterwards the repository could not be read',
    );
  });
});
