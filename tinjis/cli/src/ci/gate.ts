/** A finished job as GitHub's `needs` context gives it. */
export interface FinishedJob {
  readonly result: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

export interface GateLine {
  readonly job: string;
  readonly passed: boolean;
  /** What happened, for people. */
  readonly says: string;
}

/**
 * Judges a run by the result of every job. `skipped` and `cancelled` are no success: GitHub skips a job whose `needs`
 * failed, and would count the skipped one as passed.
 * @param needs the `needs` context of the gate's job
 * @param planner the job whose output `skip` lists, as JSON, the jobs that are meant to be skipped
 */
export function gate(needs: Readonly<Record<string, FinishedJob>>, planner = 'affected'): readonly GateLine[] {
  const plan = needs[planner];
  const skip = plan?.result === 'success' ? listed(plan.outputs?.['skip']) : undefined;
  const missing = skip
    ? []
    : [{ job: planner, passed: false, says: 'it does not say which jobs are meant to be skipped' }];
  const lines = Object.entries(needs).map(([job, { result }]) => {
    if (result === 'success') return { job, passed: true, says: result };
    if (result === 'skipped' && skip?.includes(job))
      return { job, passed: true, says: 'skipped, as it was meant to be' };
    return { job, passed: false, says: result === 'skipped' ? 'skipped although it was meant to run' : result };
  });
  return [...missing, ...lines];
}

function listed(json: string | undefined): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
