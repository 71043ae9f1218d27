import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { PaymentDown } from '../payment/delivery.ts';
import type { Patience } from '../store/patience.ts';
import type { Schema } from '../store/schema.ts';
import { beginOrJoin, findRun, interruptRun, resumeRun, type Run } from './runs.ts';
import { workOn, type WorkerParts } from './worker.ts';

/** A run under way, and its state once this replica is done with it: finished, interrupted, or left because of a stop. */
export interface Billing {
  readonly run: Run;
  readonly done: Promise<Run>;
}

/** This replica's part in billing: it works on one run at a time. */
export interface Engine {
  /**
   * Bills everything that is pending, or joins the run that is at it.
   *
   * @param scheduledFor the moment of the schedule that asks for it
   * @returns undefined when that moment has had its run
   */
  bill(scheduledFor?: Date): Promise<Billing | undefined>;
  /** Goes on with a run that crashed or was interrupted, if there is one. Never begins one. */
  resume(): Promise<Billing | undefined>;
  /** Finishes the charges under way, gives the rest back, and takes no more. */
  stop(): Promise<void>;
}

export function createEngine(parts: WorkerParts & { readonly patience: Patience; readonly logger: Logger }): Engine {
  const { db, logger } = parts;
  const stopping = new AbortController();
  let working: { readonly runId: number; readonly done: Promise<Run> } | undefined;

  const work = (run: Run): Billing => {
    if (working?.runId !== run.id) {
      const done = workToTheEnd(run.id, parts, stopping.signal, working?.done);
      working = { runId: run.id, done };
      const rest = () => {
        if (working?.done === done) working = undefined;
      };
      done.then(rest, rest);
      logger.info({ run: run.id, pending: pending(run) }, 'billing');
    }
    return { run, done: working.done };
  };
  return {
    async bill(scheduledFor) {
      const run = await beginOrJoin(db, scheduledFor);
      return run && work(run);
    },
    async resume() {
      const run = await resumeRun(db);
      return run && work(run);
    },
    async stop() {
      stopping.abort();
      await working?.done.catch(() => undefined);
    },
  };
}

/** Invoices that a run has no answer for yet. */
export function pending({ total, paid, declined, failed, mismatched }: Run): number {
  return Math.max(0, total - paid - declined - failed - mismatched);
}

async function workToTheEnd(
  runId: number,
  parts: WorkerParts & { readonly patience: Patience; readonly logger: Logger },
  signal: AbortSignal,
  before: Promise<Run> | undefined,
): Promise<Run> {
  await before?.catch(() => undefined);
  const { db, patience, logger } = parts;
  await patience(() => workUnlessDown(runId, parts, signal));
  const run = await patience(() => readRun(db, runId));
  logger.info({ run: runId, state: run.state, paid: run.paid, declined: run.declined, failed: run.failed, mismatched: run.mismatched }, 'billed');
  return run;
}

async function workUnlessDown(runId: number, parts: WorkerParts & { readonly logger: Logger }, signal: AbortSignal): Promise<void> {
  try {
    await workOn(runId, parts, signal);
  } catch (error) {
    if (error instanceof PaymentDown) {
      parts.logger.warn({ run: runId, reason: error.message }, 'billing is interrupted and will be gone on with');
      await interruptRun(parts.db, runId, error.message);
    } else if (!signal.aborted) throw error;
  }
}

async function readRun(db: Kysely<Schema>, runId: number): Promise<Run> {
  const run = await findRun(db, runId);
  if (run === undefined) throw new Error(`billing run ${runId} is gone from the database`);
  return run;
}
