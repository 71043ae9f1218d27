import { accessSync, constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Context as CommandContext, Invocation } from '../../src/commands/command.ts';
import { exitCodes } from '../../src/outcome/exit-codes.ts';
import { errorText } from '../../src/outcome/error-text.ts';
import { Failure } from '../../src/outcome/failure.ts';
import type { Outcome } from '../../src/outcome/outcome.ts';
import { styleFor } from '../../src/render/style.ts';
import { groups } from './groups.ts';
import { leftOutLine, resultLine, summary } from './harness/lines.ts';
import { keepReport, reportOf, type Report } from './harness/report.ts';
import type { LeftOut, Result } from './harness/results.ts';
import { runGroups } from './harness/run-groups.ts';
import { onOwnCluster } from './own-cluster.ts';
import { type Cluster, readCluster } from '../cluster.ts';
import { Kubernetes } from '../kubernetes/client.ts';
import { waitFor } from '../kubernetes/wait.ts';
import { foldersOf } from '../state.ts';

/** What is to be tried, and where. */
export interface Trial {
  /** Name of the instance. */
  readonly name: string;
  readonly only?: readonly string[];
  readonly json?: boolean;
  /** File for the results, relative to where the command is called. */
  readonly report?: string;
}

/** Tries what is asked for, on the instance that is up or on one that is brought up for it. */
export async function tryPromises({ name, only = [], report }: Trial, invocation: Invocation): Promise<Outcome> {
  assertKnown(only);
  // Before the minutes that it takes to have something to write.
  if (report !== undefined) assertWritable(resolve(invocation.context.cwd, report));
  const standing = await clusterThatIsUp(name);
  return standing
    ? tryAll(standing, false, invocation)
    : onOwnCluster(name, invocation, (cluster) => tryAll(cluster, true, invocation));
}

async function tryAll(cluster: Cluster, ownCluster: boolean, { options, context }: Invocation): Promise<Outcome> {
  const { only = [], json = false, report: file } = options as unknown as Trial;
  const folders = foldersOf(cluster.name);
  const run: Result[] = [];
  const leftOut: LeftOut[] = [];
  const show = printer(context, json);
  const started = new Date();
  const interrupted = untilSignal(context);
  await runGroups(groups, {
    only,
    interrupted,
    context: { cluster, root: context.root, folders, ownCluster, progress: context.progress },
    result: (result) => {
      run.push(result);
      show((style) => resultLine(result, style));
    },
    leftOut: (left) => {
      leftOut.push(left);
      show((style) => leftOutLine(left, style));
    },
  });
  const { kind, name } = cluster;
  const about = {
    started: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    cluster: { kind, name },
    interrupted: interrupted.aborted,
  };
  const report = reportOf({ run, leftOut }, about);
  const kept = await keepReport(folders.state, report);
  if (file !== undefined) await copyFile(kept, resolve(context.cwd, file));
  if (file !== undefined || !ownCluster) context.progress(`results: ${file ?? kept}`);
  return outcomeOf(report);
}

/** Nothing tried is no success. */
function outcomeOf(report: Report): Outcome {
  const good = report.failed === 0 && report.passed > 0 && !report.interrupted;
  return {
    exit: good ? exitCodes.clean : exitCodes.found,
    text: (style) => summary(report, style),
    json: { ...report },
  };
}

/** Lines appear as they come: on standard output, or beside the JSON on standard error. */
function printer(
  { stdout, stderr, env }: CommandContext,
  json: boolean,
): (line: (style: ReturnType<typeof styleFor>) => string) => void {
  const to = json ? stderr : stdout;
  return (line) => void to.write(`${line(styleFor(to, env))}\n`);
}

function untilSignal({ signals }: CommandContext): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    signals.once(signal, () => controller.abort(new Error(`interrupted by ${signal}`)));
  }
  return controller.signal;
}

async function clusterThatIsUp(name: string): Promise<Cluster | undefined> {
  const cluster = readCluster(foldersOf(name));
  if (!cluster) return undefined;
  const kubernetes = Kubernetes.of(cluster);
  // Asked more than once: a busy server is not one that is down.
  const ready = waitFor({ what: 'the API server', timeout: 5000 }, async () => {
    const { ok, message } = await kubernetes.request({ method: 'GET', path: '/readyz' });
    return ok ? { found: true } : { instead: message };
  });
  return ready.then(
    () => cluster,
    () => undefined,
  );
}

function assertWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw new Failure('misuse', {
      what: `the results cannot be written to ${file}: ${errorText(error)}`,
      fix: 'name a file in a folder that is there and may be written (--report)',
    });
  }
}

function assertKnown(only: readonly string[]): void {
  const names = groups.map(({ name }) => name);
  const strange = only.find((asked) => !names.includes(asked.split('/')[0] ?? ''));
  if (strange !== undefined)
    throw new Failure('misuse', {
      what: `there is no group of checks called ${strange}`,
      fix: `name one of ${names.join(', ')}`,
    });
}
