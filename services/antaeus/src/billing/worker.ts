import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Delivery } from '../payment/delivery.ts';
import type { Schema } from '../store/schema.ts';
import { answerFor } from './answer.ts';
import { adoptAttempts, openAttempts, releaseClaims, renewLeases, type Claim, type ClaimTerms } from './claim.ts';
import { gather } from './gather.ts';
import { inLanes } from './lanes.ts';
import { readAhead } from './read-ahead.ts';
import { finishIfDone } from './runs.ts';
import { settle, type Answer } from './settle.ts';

/** How a worker goes about it. */
export interface WorkerTerms {
  /** Charges under way at once. */
  readonly concurrency: number;
  /** Invoices claimed in one statement. */
  readonly pageSize: number;
  /** How long a claim outlives its worker's last sign of life, in milliseconds. */
  readonly leaseMs: number;
  /** How often to look whether other replicas are done, in milliseconds. */
  readonly pollMs: number;
}

export const workerTerms: WorkerTerms = { concurrency: 32, pageSize: 500, leaseMs: 10_000, pollMs: 200 };

/** What a worker works with. */
export interface WorkerParts {
  readonly db: Kysely<Schema>;
  readonly delivery: Delivery;
  readonly terms: WorkerTerms;
  /** Told of each answer, for metrics. */
  readonly onAnswer: (answer: Answer) => void;
}

/**
 * Works on a run until it is finished, together with whoever else does.
 *
 * @param signal ends the work early: what is under way is still answered and written down, the rest is given back
 * @throws PaymentDown, the database's error, or an AbortError; in each case the run can be gone on with
 */
export async function workOn(runId: number, parts: WorkerParts, signal: AbortSignal): Promise<void> {
  const { db, terms } = parts;
  const worker = randomUUID();
  const heartbeat = setInterval(() => void renewLeases(db, worker, terms.leaseMs).catch(() => undefined), terms.leaseMs / 3);
  try {
    do {
      await sweep({ runId, worker, limit: terms.pageSize, leaseMs: terms.leaseMs }, parts, signal);
    } while (!(await finishIfDone(db, runId)) && (await sleep(terms.pollMs, true, { signal })));
  } finally {
    clearInterval(heartbeat);
    // Best effort: should the database be away, the leases end by themselves.
    await releaseClaims(db, worker).catch(() => undefined);
  }
}

/** Charges everything that can be claimed, in the order of invoice ids. */
async function sweep(claimTerms: ClaimTerms, { db, delivery, terms, onAnswer }: WorkerParts, signal: AbortSignal): Promise<void> {
  const answers = gather<Answer>((batch) => settle(db, claimTerms.worker, batch), { pauseMs: 10, backlog: 4 * terms.concurrency });
  const next = readAhead(claimPages(claimTerms, db), terms.pageSize / 2);
  try {
    await inLanes(terms.concurrency, async () => (signal.aborted ? undefined : next()), async (claim) => {
      const answer = await answerFor(claim, delivery, signal);
      onAnswer(answer);
      await answers.add(answer);
    });
  } finally {
    await answers.flush();
  }
  signal.throwIfAborted();
}

function claimPages(claimTerms: ClaimTerms, db: Kysely<Schema>): () => Promise<Claim[]> {
  let after = 0;
  return async () => {
    const adopted = await adoptAttempts(db, claimTerms);
    if (adopted.length > 0) return adopted;
    for (;;) {
      const { claims, through } = await openAttempts(db, claimTerms, after);
      if (through === undefined) return [];
      after = through;
      // A page may hold nothing but invoices in a wrong currency.
      if (claims.length > 0) return claims;
    }
  };
}
