import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { behaviourSchema, plainBehaviour } from '../../src/outcome/behaviour.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const refusal = (behaviour: unknown) =>
  behaviourSchema.validate(behaviour, { convert: false, abortEarly: false }).error?.message;

describe('behaviourSchema', () => {
  it('takes the plain behaviour, each part of it, and every kind of latency', () => {
    expect(refusal(plainBehaviour)).to.be.undefined();
    expect(refusal({})).to.be.undefined();
    expect(refusal({ faults: { error: 0.1, hang: 0.2, cutBeforeCommit: 0.3, cutAfterCommit: 0.4 } })).to.be.undefined();
    expect(refusal({ latency: { kind: 'fixed', ms: 10 } })).to.be.undefined();
    expect(refusal({ latency: { kind: 'uniform', minMs: 10, maxMs: 20 } })).to.be.undefined();
    expect(refusal({ latency: { kind: 'lognormal', medianMs: 10, p99Ms: 20 } })).to.be.undefined();
    expect(
      refusal({
        forced: [
          { customerId: 3, outcome: 'paid' },
          { amount: { value: 1 }, outcome: 'hang' },
        ],
      }),
    ).to.be.undefined();
  });

  it('refuses what could not be meant', () => {
    expect(refusal({ successRate: 1.1 })).to.include('successRate');
    expect(refusal({ declineCodes: { rainy_day: 1 } })).to.include('rainy_day');
    expect(refusal({ declineCodes: {} })).to.include('at least 1 key');
    expect(refusal({ forced: [{ outcome: 'paid' }] })).to.include('at least one of [customerId, amount]');
    expect(refusal({ forced: [{ customerId: 3, outcome: 'maybe' }] })).to.include('outcome');
    expect(refusal({ latency: { kind: 'fixed' } })).to.include('latency.ms');
    expect(refusal({ latency: { kind: 'uniform', minMs: 20, maxMs: 10 } })).to.include('latency.maxMs');
    expect(refusal({ latency: { kind: 'lognormal', medianMs: 20, p99Ms: 20 } })).to.include('latency.p99Ms');
    expect(refusal({ latency: { kind: 'slow' } })).to.include('latency.kind');
    expect(refusal({ faults: { error: 0.6, hang: 0.6 } })).to.include('add up to at most 1');
    expect(refusal({ faults: { meteor: 1 } })).to.include('meteor');
  });
});
