import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Delivery } from '../payment/delivery.ts';
import { NoVerdict } from '../payment/verdict.ts';
import type { Schema } from '../store/schema.ts';
import { releaseClaims, renewLeases, type Claim } from './claim.ts';
import { gather } from './gather.ts';
import { inLanes } from './lanes.ts';
import { readAhead } from './read-ahead.ts';
import { settle, type Answer } from './settle.ts';

/** How claims are worked on. */
export interface ChargingTerms {
  /** Charges under way at once. */
  readonly concurrency: number;
  /** Invoices claimed in one statement. */
  readonly pageSize: number;
  /** How long a claim outlives its worker's last sign of life, in milliseconds. */
  readonly leaseMs: number;
}

/** The parts of charging. */
export interface ClaimChargingParts {
  readonly db: Kysely<Schema>;
  readonly delivery: Delivery;
  readonly terms: ChargingTerms;
  /** Told of each answer, for metrics. */
  readonly onAnswer: (answer: Answer) => void;
}

/**
 * Runs work under a worker's name, renews the leases of its claims, and gives back the claims it did not get to.
 *
 * @param work is given the worker's id, a UUID
 */
export async function asWorker(
  { db, terms: { leaseMs } }: ClaimChargingParts,
  work: (worker: string) => Promise<void>,
): Promise<void> {
  const worker = randomUUID();
  // Both are best effort: should the database be away, the leases end by themselves and others take over.
  const heartbeat = setInterval(() => void renewLeases(db, worker, leaseMs).catch(() => undefined), leaseMs / 3);
  try {
    await work(worker);
  } finally {
    clearInterval(heartbeat);
    await releaseClaims(db, worker).catch(() => undefined);
  }
}

/**
 * Charges claims page by page, with bounded concurrency, and records their answers.
 *
 * @param page the next claims; none is the end
 * @param signal ends the work early: claims under way are still answered and recorded
 * @throws PaymentDown, the database's error, or an AbortError
 */
export async function chargeClaims(
  page: () => Promise<readonly Claim[]>,
  worker: string,
  { db, delivery, terms, onAnswer }: ClaimChargingParts,
  signal: AbortSignal,
): Promise<void> {
  // Recording an answer costs a third as much among 500 as among 30.
  const answers = gather<Answer>((batch) => settle(db, worker, batch), {
    pauseMs: 100,
    enough: 16 * terms.concurrency,
    backlog: 32 * terms.concurrency,
  });
  const next = readAhead(page, terms.pageSize / 2);
  try {
    await inLanes(
      terms.concurrency,
      async () => (signal.aborted ? undefined : next()),
      async (claim) => {
        const answer = await answerFor(claim, delivery, signal);
        onAnswer(answer);
        await answers.add(answer);
      },
    );
  } finally {
    await answers.flush();
  }
  signal.throwIfAborted();
}

/**
 * Gets the answer for a claim.
 *
 * @throws errors that concern more than this claim: PaymentDown, or the end of the work
 */
export async function answerFor(
  { attemptId, ...order }: Claim,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return { attemptId, ...(await delivery.deliver(order, signal)) };
  } catch (error) {
    if (error instanceof NoVerdict) return { attemptId, error: error.message };
    throw error;
  }
}
