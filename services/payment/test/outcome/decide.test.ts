import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { plainBehaviour, type Behaviour, type Forced } from '../../src/outcome/behaviour.ts';
import { decide } from '../../src/outcome/decide.ts';
import { randomStream } from '../../src/outcome/random.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const order = { amount: 1000n, currency: 'EUR', customer: '3', invoice: null } as const;
const behaviour = (changes: Partial<Behaviour>): Behaviour => ({ ...plainBehaviour, ...changes });
const many = (changes: Partial<Behaviour>, count = 4000) => {
  const draw = randomStream(7);
  return Array.from({ length: count }, () => decide(behaviour(changes), order, draw));
};
const share = <T>(items: readonly T[], fits: (item: T) => boolean) => items.filter(fits).length / items.length;

describe('decide()', () => {
  it('pays at the success rate', () => {
    for (const successRate of [0, 0.25, 0.5, 1]) {
      expect(share(many({ successRate }), ({ declineCode }) => declineCode === null)).to.be.about(successRate, 0.04);
    }
  });

  it('mixes the decline codes by their weights', () => {
    const outcomes = many({ successRate: 0, declineCodes: { card_expired: 3, suspected_fraud: 1 } });
    expect(share(outcomes, ({ declineCode }) => declineCode === 'card_expired')).to.be.about(0.75, 0.04);
    expect(share(outcomes, ({ declineCode }) => declineCode === 'suspected_fraud')).to.be.about(0.25, 0.04);
  });

  it('inflicts each fault at its probability', () => {
    const outcomes = many({ faults: { error: 0.1, cutAfterCommit: 0.2 } });
    expect(share(outcomes, ({ fault }) => fault === 'error')).to.be.about(0.1, 0.04);
    expect(share(outcomes, ({ fault }) => fault === 'cutAfterCommit')).to.be.about(0.2, 0.04);
    expect(share(outcomes, ({ fault }) => fault === null)).to.be.about(0.7, 0.04);
  });

  it('lets the first forced outcome that fits decide, by customer, by amount, or by both', () => {
    const forced = (one: Forced) =>
      decide(behaviour({ successRate: 0, forced: [one, { customerId: 3, outcome: 'card_expired' }] }), order, () => 0.5)
        .declineCode;
    expect(forced({ customerId: 3, outcome: 'paid' })).to.be.null();
    expect(forced({ customerId: '3', outcome: 'paid' })).to.be.null();
    expect(forced({ amount: { value: 10 }, outcome: 'paid' })).to.be.null();
    expect(forced({ amount: { value: 10, currency: 'EUR' }, customerId: 3, outcome: 'paid' })).to.be.null();
    expect(forced({ amount: { value: 10, currency: 'SEK' }, outcome: 'paid' })).to.equal('card_expired');
    expect(forced({ amount: { value: 10.01 }, outcome: 'paid' })).to.equal('card_expired');
    expect(forced({ customerId: 4, outcome: 'paid' })).to.equal('card_expired');
    expect(forced({ customerId: 4, amount: { value: 10 }, outcome: 'paid' })).to.equal('card_expired');
  });

  it('spares a forced outcome the drawn fault, and forces faults as well', () => {
    const faulty = { faults: { error: 1 } } as const;
    expect(
      decide(behaviour({ ...faulty, forced: [{ customerId: 3, outcome: 'paid' }] }), order, () => 0.5).fault,
    ).to.be.null();
    expect(decide(behaviour({ forced: [{ customerId: 3, outcome: 'hang' }] }), order, () => 0.5)).to.include({
      fault: 'hang',
    });
  });

  it('asks for equally many draws whatever is configured, so that one seed gives comparable runs', () => {
    const latencies = [
      { kind: 'none' },
      { kind: 'fixed', ms: 1 },
      { kind: 'uniform', minMs: 1, maxMs: 2 },
      { kind: 'lognormal', medianMs: 1, p99Ms: 2 },
    ] as const;
    const share01 = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share01, fc.constantFrom(...latencies), fc.boolean(), (successRate, latency, force) => {
        let draws = 0;
        decide(
          behaviour({ successRate, latency, forced: force ? [{ customerId: 3, outcome: 'paid' }] : [] }),
          order,
          () => {
            draws += 1;
            return 0.3;
          },
        );
        expect(draws).to.equal(5);
      }),
    );
  });
});
