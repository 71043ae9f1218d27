import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { gate } from '../../src/ci/gate.ts';
import { skippedJobs } from '../../src/ci/skip.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const job = (result: string, skip?: string) => ({ result, ...(skip !== undefined && { outputs: { skip } }) });
const passes = (needs: Parameters<typeof gate>[0]) => gate(needs).every(({ passed }) => passed);
const plan = job('success', '["image"]');

describe('gate', () => {
  it('passes where every job succeeded, or was skipped as planned', () => {
    expect(passes({ affected: plan, test: job('success'), image: job('skipped') })).to.be.true();
    expect(passes({ affected: plan, test: job('success'), image: job('success') })).to.be.true();
  });

  it('passes in no other case', () => {
    const results = fc.constantFrom('success', 'failure', 'cancelled', 'skipped', '', 'neutral');
    fc.assert(
      fc.property(results, results, results, (affected, test, image) => {
        const fine = affected === 'success' && test === 'success' && ['success', 'skipped'].includes(image);
        expect(passes({ affected: job(affected, '["image"]'), test: job(test), image: job(image) })).to.equal(fine);
      }),
    );
  });

  it('does not take a plan that is missing or none', () => {
    for (const needs of [
      {},
      { test: job('success') },
      { affected: job('success') },
      { affected: job('success', '') },
      { affected: job('success', '{}') },
    ]) {
      expect(passes(needs)).to.be.false();
    }
  });

  it('says why', () => {
    expect(gate({ affected: plan, test: job('skipped'), image: job('skipped') }).map(({ says }) => says)).to.equal([
      'success',
      'skipped although it was meant to run',
      'skipped, as it was meant to be',
    ]);
  });
});

describe('skippedJobs', () => {
  it('are those that have nothing to do, or may not', () => {
    expect(skippedJobs({ services: [], delivery: false }, false)).to.equal(['image', 'difference', 'comment']);
    expect(skippedJobs({ services: ['a/b'], delivery: true }, false)).to.equal([]);
    expect(skippedJobs({ services: ['a/b'], delivery: true }, true)).to.equal(['comment']);
    expect(skippedJobs({ services: ['a/b'], delivery: false }, true)).to.equal(['difference', 'comment']);
  });
});
