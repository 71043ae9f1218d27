import { type Affected, affectedSince, undelivered } from './affected.ts';
import { output, required, type Step } from './step.ts';
import { Failure } from '@tinjis/manifests/failure';

/**
 * `BASE` gives the effects of a pull request; `UNDELIVERED` (a cluster) gives the changes on main that the cluster
 * lacks.
 */
export const affectedStep: Step = (context) => {
  const { env, root } = context;
  if (env['UNDELIVERED']) {
    output(context, 'services', undelivered(root, env['UNDELIVERED']));
    return true;
  }
  const affected = affectedSince(root, required(context, 'BASE'));
  output(context, 'services', affected.services);
  output(
    context,
    'skip',
    skippedJobs(affected, required(context, 'HEAD_REPOSITORY') !== required(context, 'GITHUB_REPOSITORY')),
  );
  return true;
};

/** `NEEDS` is the job's `needs` context as JSON. Passes if every job ended as intended. */
export const gateStep: Step = (context) => {
  const lines = gate(parse(required(context, 'NEEDS')));
  for (const { job, passed, says } of lines) {
    context.say(`${passed ? '✔' : '✘'} ${job}: ${says}`);
  }
  return lines.every(({ passed }) => passed);
};

function parse(json: string): Record<string, FinishedJob> {
  try {
    return JSON.parse(json) as Record<string, FinishedJob>;
  } catch {
    throw new Failure('misuse', { what: 'NEEDS is not JSON', fix: 'give the step NEEDS: ${{ toJSON(needs) }}' });
  }
}

/** A finished job as GitHub's `needs` context gives it. */
export interface FinishedJob {
  readonly result: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

export interface GateLine {
  readonly job: string;
  readonly passed: boolean;
  /** A summary for people. */
  readonly says: string;
}

/**
 * Judges a run by the result of every job. `skipped` and `cancelled` are no success: GitHub skips a job whose `needs`
 * failed, and would count the skipped job as passed.
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

/**
 * The jobs of `pull-request` that are meant to be skipped for a change. The gate accepts no other skipped job.
 * @param fromFork a fork's pull request gets a token that cannot comment
 */
export function skippedJobs({ services, delivery }: Affected, fromFork: boolean): readonly string[] {
  return [
    ...(services.length === 0 ? ['image'] : []),
    ...(delivery ? [] : ['difference']),
    ...(!delivery || fromFork ? ['comment'] : []),
  ];
}
