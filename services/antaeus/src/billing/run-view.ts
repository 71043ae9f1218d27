import type { Run } from './runs.ts';

/** A billing run as the REST API shows it. */
export interface RunView {
  readonly id: number;
  readonly state: Run['state'];
  /** Why it was interrupted. */
  readonly reason?: string;
  readonly total: number;
  readonly paid: number;
  /** Payment said no; tried again by the next run. */
  readonly declined: number;
  /** Without payment's verdict, or refused by it as invalid. */
  readonly failed: number;
  /** Not charged, because the invoice's currency is not its customer's. */
  readonly mismatched: number;
  readonly pending: number;
  /** Share of charges that were paid, of those with a verdict; null before the first one. */
  readonly rate: number | null;
  /** Answers a second since the start. */
  readonly invoicesPerSecond: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly scheduledFor: string | null;
}

/** A run as the REST API shows it at a moment. */
export function runView(run: Run, now: Date): RunView {
  const { id, state, reason, total, paid, declined, failed, mismatched } = run;
  const verdicts = paid + declined;
  const seconds = ((run.finished_at ?? now).getTime() - run.started_at.getTime()) / 1000;
  return {
    id,
    state,
    ...(reason === null ? {} : { reason }),
    total,
    paid,
    declined,
    failed,
    mismatched,
    pending: Math.max(0, total - paid - declined - failed - mismatched),
    rate: verdicts === 0 ? null : rounded(paid / verdicts, 4),
    invoicesPerSecond: rounded((verdicts + failed) / Math.max(seconds, 0.001), 1),
    startedAt: run.started_at.toISOString(),
    finishedAt: run.finished_at?.toISOString() ?? null,
    scheduledFor: run.scheduled_for?.toISOString() ?? null,
  };
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
