import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Pool } from 'pg';
import type { CredentialEvents } from './auth/api-key-scheme.ts';
import type { ChargingEvents } from './charges/charging.ts';
import type { WriterEvents } from './ledger/writer.ts';
import type { BehaviourEvents } from './routes/behaviour.ts';

/** All that payment counts. */
export interface PaymentEvents extends ChargingEvents, Required<WriterEvents>, CredentialEvents, BehaviourEvents {}

/** Payment's counters. Customers and callers are never labels: their number has no bound. */
export function paymentMetrics(registry: Registry): PaymentEvents {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const charges = new Counter({
    name: 'payment_charges_total',
    help: 'Charges made, by result and decline code',
    labelNames: ['result', 'decline_code'] as const,
    registers,
  });
  const replays = new Counter({
    name: 'payment_replays_total',
    help: 'Requests answered with the charge that was made before',
    registers,
  });
  const faults = new Counter({
    name: 'payment_faults_total',
    help: 'Faults injected on purpose',
    labelNames: ['fault'] as const,
    registers,
  });
  const batches = new Histogram({
    name: 'payment_ledger_batch_charges',
    help: 'Charges that a statement wrote',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers,
  });
  const refusals = new Counter({
    name: 'payment_refused_credentials_total',
    help: 'Requests refused for their credential: missing, unknown, or without the role',
    labelNames: ['reason'] as const,
    registers,
  });
  const limited = new Counter({
    name: 'payment_rate_limited_total',
    help: 'Requests refused because their caller sent more than its rate allows',
    registers,
  });
  const changes = new Counter({
    name: 'payment_behaviour_changes_total',
    help: 'Changes of how charges turn out',
    registers,
  });
  return {
    refused(reason) {
      refusals.inc({ reason });
    },
    rateExceeded() {
      limited.inc();
    },
    behaviourChanged() {
      changes.inc();
    },
    charged(declineCode) {
      charges.inc({ result: String(declineCode === null), decline_code: declineCode ?? '' });
    },
    replayed() {
      replays.inc();
    },
    faultInflicted(fault) {
      faults.inc({ fault });
    },
    batchWritten(size) {
      batches.observe(size);
    },
  };
}

/** Gauges that read their value whenever somebody asks for metrics. */
export function gauges(
  registry: Registry,
  parts: { pool: Pool; depth: () => number; brokenKeyFiles: () => number },
): void {
  const { pool, depth, brokenKeyFiles } = parts;
  const registers = [registry];
  new Gauge({
    name: 'payment_key_files_broken',
    help: 'Keys files that cannot be used; their last good keys stay in force',
    registers,
    collect() {
      this.set(brokenKeyFiles());
    },
  });
  new Gauge({
    name: 'payment_ledger_queue_depth',
    help: 'Charges that wait for a statement',
    registers,
    collect() {
      this.set(depth());
    },
  });
  new Gauge({
    name: 'payment_database_connections',
    help: 'Connections of the pool, and requests that wait for a connection',
    labelNames: ['state'] as const,
    registers,
    collect() {
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
}
