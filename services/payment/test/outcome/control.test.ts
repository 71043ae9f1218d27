import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { plainBehaviour } from '../../src/outcome/behaviour.ts';
import { BehaviourControl } from '../../src/outcome/control.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const order = { amount: 1000n, currency: 'EUR', customer: '3', invoice: null } as const;
const results = (control: BehaviourControl) => Array.from({ length: 40 }, () => control.decide(order).declineCode);

describe('BehaviourControl', () => {
  it('repeats a run with the same seed, and not with another', () => {
    const run = results(new BehaviourControl(plainBehaviour, 42));
    expect(results(new BehaviourControl(plainBehaviour, 42))).to.equal(run);
    expect(results(new BehaviourControl(plainBehaviour, 43))).not.to.equal(run);
    expect(results(new BehaviourControl(plainBehaviour))).not.to.equal(run);
  });

  it('lays changes over the start’s behaviour until they expire', () => {
    let now = 0;
    const control = new BehaviourControl(plainBehaviour, 42, () => now);
    const changed = { ...plainBehaviour, successRate: 0 };
    expect(control.override({ successRate: 0 }, 10)).to.equal({
      behaviour: changed,
      seed: 42,
      expiresAt: new Date(10_000),
    });
    expect(results(control)).not.to.include(null);
    now = 9_999;
    expect(control.state().behaviour.successRate).to.equal(0);
    now = 10_000;
    expect(control.state()).to.equal({ behaviour: plainBehaviour, seed: 42, expiresAt: null });
    expect(results(control)).to.include(null);
  });

  it('starts the draws anew with a seed of the changes, and falls back at once when told', () => {
    const control = new BehaviourControl(plainBehaviour, 1);
    control.override({}, 10, 42);
    expect(results(control)).to.equal(results(new BehaviourControl(plainBehaviour, 42)));
    expect(control.reset()).to.equal({ behaviour: plainBehaviour, seed: 42, expiresAt: null });
  });
});
