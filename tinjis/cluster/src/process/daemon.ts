import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, closeSync, constants, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { put } from '../files.ts';
import { type ProcessId, processOf, runs, sessionLeadersWith, signal } from './process-id.ts';

/** A program that keeps running after the command that started it. */
export interface Daemon {
  /** Short name, used for its process file, its log and its line in `status`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The version of its inputs: a daemon that runs with another version is ended and started anew. */
  readonly version?: string;
}

/** Where daemons leave their process files and logs. */
interface DaemonFolders {
  /** Process files. They should not survive a reboot. */
  readonly run: string;
  readonly logs: string;
}

/** The content of a process file. Without a process number, a start has begun and was perhaps interrupted. */
interface ProcessFile extends Partial<ProcessId> {
  /** Made up for each start. */
  readonly start: string;
  readonly version?: string;
}

/** Variable that identifies a daemon's process before its process file names it; its value is the path of that file. */
const variable = 'TINJIS_DAEMON';

/** Seconds within which a killed process must be gone. */
const killedWithin = 30;

/** The daemon's process; undefined when it does not run. */
export function daemonProcess({ run }: Pick<DaemonFolders, 'run'>, name: string): ProcessId | undefined {
  return running(processFile(run, name))?.id;
}

/**
 * Starts a daemon in a session of its own, where it outlives the caller and its terminal. It leaves a daemon that runs
 * as it should alone. It starts no daemon before the predecessor is gone, even if the predecessor is still ending, or
 * if its starter was killed before writing the process file.
 * @returns its process, and whether this call started it
 * @throws Error if the program cannot be started or the predecessor cannot be killed
 */
export async function startDaemon(
  daemon: Daemon,
  folders: DaemonFolders,
): Promise<{ readonly id: ProcessId; readonly fresh: boolean }> {
  const { name, version } = daemon;
  const file = processFile(folders.run, name);
  const known = running(file);
  if (known && known.version === version) return { id: known.id, fresh: false };
  mkdirSync(folders.logs, { recursive: true, mode: 0o700 });
  if (isAbsolute(daemon.command)) accessSync(daemon.command, constants.X_OK);
  await stopDaemon(folders, name);
  // Written before the process exists. If the caller is killed after this line, the process it leaves carries the path
  // of this file, or it finds another start in the file and ends.
  const start = randomUUID();
  put(file, JSON.stringify({ start } satisfies ProcessFile));
  const log = openSync(logFile(folders, name), 'a', 0o600);
  try {
    const child = spawn('sh', ['-c', guard, file, start, daemon.command, ...daemon.args], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...daemon.env, [variable]: file },
    });
    child.on('error', () => undefined); // then no process exists
    const id = child.pid === undefined ? undefined : processOf(child.pid);
    if (!id) throw new Error(`${name} ended at once; ${logFile(folders, name)} says why`);
    const started: ProcessFile = { ...id, start, ...(version === undefined ? {} : { version }) };
    put(file, JSON.stringify(started));
    child.unref();
    return { id, fresh: true };
  } finally {
    closeSync(log);
  }
}

/** Becomes the program unless another start or stop has begun meanwhile. */
const guard =
  'read -r said <"$0"; case "$said" in *"$1"*) shift; exec "$@" ;; esac; echo "$0 names another start"; exit 1';

/**
 * Ends a daemon: SIGTERM, then SIGKILL if it does not end. Returns when it is gone.
 * @param seconds how long the daemon may take to end by itself
 * @throws Error if it cannot be killed
 */
export async function stopDaemon(folders: Pick<DaemonFolders, 'run'>, name: string, seconds = 10): Promise<void> {
  const file = processFile(folders.run, name);
  const known = running(file)?.id;
  // First: a process that is just starting then does not find its start, and ends.
  rmSync(file, { force: true });
  await Promise.all([...(known ? [known] : []), ...strays(file, known)].map((id) => end(name, id, seconds)));
}

/** Processes of the daemon that no process file names. */
function strays(file: string, known: ProcessId | undefined): readonly ProcessId[] {
  return sessionLeadersWith(`${variable}=${file}`).filter(({ pid }) => pid !== known?.pid);
}

async function end(name: string, id: ProcessId, seconds: number): Promise<void> {
  signal(id, 'SIGTERM');
  const stopped = await gone(id, seconds);
  if (stopped) return;
  signal(id, 'SIGKILL');
  if (!(await gone(id, killedWithin))) throw new Error(`${name}, process ${id.pid}, cannot be killed`);
}

async function gone(id: ProcessId, seconds: number): Promise<boolean> {
  for (const deadline = performance.now() + seconds * 1000; runs(id); await sleep(30)) {
    if (performance.now() > deadline) return false;
  }
  return true;
}

function running(file: string): { readonly id: ProcessId; readonly version?: string } | undefined {
  try {
    const { pid, started, version } = JSON.parse(readFileSync(file, 'utf8')) as ProcessFile;
    if (pid === undefined || started === undefined || !runs({ pid, started })) return undefined;
    return { id: { pid, started }, ...(version === undefined ? {} : { version }) };
  } catch {
    return undefined; // no file
  }
}

/** Where a daemon's output goes. */
export function logFile({ logs }: Pick<DaemonFolders, 'logs'>, name: string): string {
  return join(logs, `${name}.log`);
}

function processFile(run: string, name: string): string {
  return join(run, 'processes', `${name}.json`);
}
