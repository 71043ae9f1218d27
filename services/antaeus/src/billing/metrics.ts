import { CircuitState } from 'cockatiel';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Answer } from './settle.ts';

/** Billing's metrics, for an operator. */
export interface BillingMetrics {
  readonly onAnswer: (answer: Answer) => void;
  readonly onCircuit: (state: CircuitState) => void;
}

/** Registers billing's metrics. */
export function billingMetrics(registry: Registry): BillingMetrics {
  const answers = new Counter({
    name: 'antaeus_billing_answers_total',
    help: 'Invoices answered for, by outcome; no-verdict are those given up on for now',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  const circuit = new Gauge({
    name: 'antaeus_payment_circuit_open',
    help: '1 while payment counts as down and is left alone, else 0',
    registers: [registry],
  });
  return {
    onAnswer: ({ outcome = 'no-verdict' }) => {
      answers.inc({ outcome });
    },
    onCircuit: (state) => {
      circuit.set(state === CircuitState.Closed ? 0 : 1);
    },
  };
}
