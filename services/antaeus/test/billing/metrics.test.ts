import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { CircuitState } from 'cockatiel';
import { Registry } from 'prom-client';
import { billingMetrics } from '../../src/billing/metrics.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('billingMetrics', () => {
  it('counts answers by outcome and shows whether payment counts as down', async () => {
    const registry = new Registry();
    const metrics = billingMetrics(registry);
    metrics.onAnswer({ attemptId: 1n, outcome: 'paid' });
    metrics.onAnswer({ attemptId: 2n, outcome: 'paid' });
    metrics.onAnswer({ attemptId: 3n, error: 'no answer' });
    metrics.onCircuit(CircuitState.Open);
    const text = await registry.metrics();
    expect(text).to.contain('antaeus_billing_answers_total{outcome="paid"} 2');
    expect(text).to.contain('antaeus_billing_answers_total{outcome="no-verdict"} 1');
    expect(text).to.contain('antaeus_payment_circuit_open 1');
    metrics.onCircuit(CircuitState.Closed);
    expect(await registry.metrics()).to.contain('antaeus_payment_circuit_open 0');
  });
});
