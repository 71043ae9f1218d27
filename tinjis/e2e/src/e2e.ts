import type { EventEmitter } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorText, Failure } from '@tinjis/manifests/failure';
import { styleFor } from '@tinjis/delivery/print/style';
import { groups } from './groups.ts';
import {
  leftOutLine,
  resultLine,
  keepReport,
  runReport,
  type RunReport,
  type LeftOut,
  type Result,
} from './harness/report.ts';
import { runGroups } from './harness/run.ts';
import { onFreshCluster } from './fresh-cluster.ts';
import { type LiveCluster, knownCluster } from '@tinjis/cluster/cluster';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { succeeds } from '@tinjis/cluster/process/run';
import { waitFor } from '@tinjis/cluster/wait';
import { foldersOf } from '@tinjis/cluster/state';

/** The checks to try, and where. */
export interface E2eRequest {
  /** Name of the instance. */
  readonly name: string;
  readonly only?: readonly string[];
  readonly json?: boolean;
  /** File for the results, relative to the folder where the command is called. */
  readonly report?: string;
}

/** The surroundings that the checks are called from and that their results are shown in. */
export interface E2eSurroundings {
  /** Folder the command was called in. */
  readonly cwd: string;
  /** Top folder of the checkout that these checks come from. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Where SIGINT and SIGTERM are heard: they end the checks under way, and what those changed is put back. */
  readonly signals: EventEmitter;
  progress(line: string): void;
}

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Runs the requested checks, on the instance that is up or on an instance brought up for them. */
export async function tryPromises(trial: E2eRequest, around: E2eSurroundings): Promise<RunReport> {
  const { name, only = [], report } = trial;
  assertKnown(only);
  // Checked first: otherwise minutes pass before there is something to write.
  if (report !== undefined) assertWritable(resolve(around.cwd, report));
  const standing = await clusterThatIsUp(name);
  return standing
    ? tryAll(standing, false, trial, around)
    : onFreshCluster(name, around, (cluster) => tryAll(cluster, true, trial, around));
}

async function tryAll(
  cluster: LiveCluster,
  ownCluster: boolean,
  trial: E2eRequest,
  around: E2eSurroundings,
): Promise<RunReport> {
  const { only = [], json = false, report: file } = trial;
  const folders = foldersOf(cluster.name);
  const run: Result[] = [];
  const leftOut: LeftOut[] = [];
  const show = printer(around, json);
  const started = new Date();
  const interrupted = untilSignal(around);
  await runGroups(groups, {
    only,
    interrupted,
    context: { cluster, root: around.root, folders, freshCluster: ownCluster, progress: around.progress },
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
  const report = runReport({ run, leftOut }, about);
  const kept = keepReport(folders.state, report);
  if (file !== undefined) await copyFile(kept, resolve(around.cwd, file));
  if (file !== undefined || !ownCluster) around.progress(`results: ${file ?? kept}`);
  return report;
}

/** Prints lines as they come: on standard output, or on standard error where JSON goes to standard output. */
function printer(
  { stdout, stderr, env }: E2eSurroundings,
  json: boolean,
): (line: (style: ReturnType<typeof styleFor>) => string) => void {
  const to = json ? stderr : stdout;
  return (line) => void to.write(`${line(styleFor(to, env))}\n`);
}

function untilSignal({ signals }: E2eSurroundings): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    signals.once(signal, () => controller.abort(new Error(`interrupted by ${signal}`)));
  }
  return controller.signal;
}

async function clusterThatIsUp(name: string): Promise<LiveCluster | undefined> {
  const cluster = knownCluster(foldersOf(name));
  if (!cluster) return undefined;
  const kubernetes = Kubernetes.of(cluster);
  // Asks more than once: a busy server is not down.
  const ready = waitFor({ what: 'the API server', timeout: 5000 }, async () => {
    const { ok, message } = await kubernetes.request({ method: 'GET', path: '/readyz' });
    return ok ? { found: true } : { instead: message };
  });
  return (await succeeds(ready)) ? cluster : undefined;
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
