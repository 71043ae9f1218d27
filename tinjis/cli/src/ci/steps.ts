import { affectedSince, undelivered } from './affected.ts';
import { gate, type FinishedJob } from './gate.ts';
import { skippedJobs } from './skip.ts';
import { output, required, type Step } from './step.ts';
import { Failure } from '@tinjis/manifests/failure';

/** `BASE` gives what a pull request affects; `UNDELIVERED` (a cluster) what main has and that cluster does not. */
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

/** `NEEDS` is the job's `needs` context as JSON. Passes where every job did what it was meant to. */
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
