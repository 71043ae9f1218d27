import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { PaymentDown } from '../payment/delivery.ts';
import type { Patience } from '../store/patience.ts';
import type { Schema } from '../store/schema.ts';
import type { ClaimChargingParts } from './charging.ts';
import { followUp } from './follow-up.ts';
import { beginOrJoin, interruptRun, resumeRun, type Run } from './runs.ts';
import { workOnRun } from './work-on-run.ts';

/**
 * A run under way, and its state once this replica is done with it: finished, interrupted, or left because of a stop.
 */
export interface Billing {
  readonly run: Run;
  readonly done: Promise<Run>;
}

/** This replica's part in billing: it works on one run at a time. */
export interface Engine {
  /**
   * Bills everything that is pending, or joins the run under way.
   *
   * @param scheduledFor the moment of the schedule that asks for it
   * @returns undefined when that moment has had its run
   */
  bill(scheduledFor?: Date): Promise<Billing | undefined>;
  /**
   * Finishes old work as far as it can: a run that crashed or was interrupted, else attempts that a finished run gave
   * up on. Never begins a run.
   */
  lookAfter(): Promise<void>;
  /** Finishes the charges under way, gives the rest back, and takes no more. */
  stop(): Promise<void>;
}

/** The parts of the engine. */
export interface EngineParts extends ClaimChargingParts {
  readonly patience: Patience;
  readonly logger: Logger;
  /** How long an attempt that a finished run gave up on is left alone, in milliseconds. */
  readonly restMs: number;
}

export function createEngine(parts: EngineParts): Engine {
  const { db, logger, restMs } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = new Map<number, Promise<Run>>();
  let following: Promise<void> | undefined;

  const begin = (run: Run): Promise<Run> => {
    logger.info({ run: run.id, total: run.total }, 'billing');
    const done = workToTheEnd(run.id, parts, signal, [...working.values()]);
    working.set(run.id, done);
    done
      .catch((error: unknown) => {
        // The caller may no longer wait.
        logger.error({ run: run.id, err: error }, 'billing failed and will be gone on with');
      })
      .finally(() => working.delete(run.id));
    return done;
  };
  const work = (run: Run): Billing => ({ run, done: working.get(run.id) ?? begin(run) });
  return {
    async bill(scheduledFor) {
      const run = await beginOrJoin(db, scheduledFor);
      return run && work(run);
    },
    async lookAfter() {
      const run = await resumeRun(db);
      if (run !== undefined) return void (await work(run).done);
      following = followUp(restMs, parts, signal);
      await following;
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled([...working.values(), following]);
    },
  };
}

async function workToTheEnd(
  runId: number,
  parts: EngineParts,
  signal: AbortSignal,
  before: readonly Promise<Run>[],
): Promise<Run> {
  await Promise.allSettled(before);
  const { db, patience, logger } = parts;
  await patience(() => workUnlessDown(runId, parts, signal));
  const run = await patience(() => readRun(db, runId));
  logger.info(
    {
      run: runId,
      state: run.state,
      paid: run.paid,
      declined: run.declined,
      failed: run.failed,
      mismatched: run.mismatched,
    },
    'billed',
  );
  return run;
}

async function workUnlessDown(runId: number, parts: EngineParts, signal: AbortSignal): Promise<void> {
  try {
    await workOnRun(runId, parts, signal);
  } catch (error) {
    if (error instanceof PaymentDown) {
      parts.logger.warn({ run: runId, reason: error.message }, 'billing is interrupted and will be gone on with');
      await interruptRun(parts.db, runId, error.message);
    } else if (!signal.aborted) throw error;
  }
}

async function readRun(db: Kysely<Schema>, runId: number): Promise<Run> {
  return db.selectFrom('billing_runs').selectAll().where('id', '=', runId).executeTakeFirstOrThrow();
}
