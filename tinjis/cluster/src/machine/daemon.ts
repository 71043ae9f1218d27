import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessId, processOf, runs, signal } from './process-id.ts';

/** A program that goes on running after the command that started it. */
export interface Daemon {
  /** Short name: of its process file, its log and its line in `status`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it was started with besides: a daemon that runs with another version is ended and started anew. */
  readonly version?: string;
}

/** Where daemons leave their process files and logs. */
export interface DaemonFolders {
  /** Process files. Should not survive a reboot. */
  readonly run: string;
  readonly logs: string;
}

interface Running extends ProcessId {
  readonly version?: string;
}

/** The daemon's process as long as it runs. */
export function daemonProcess({ run }: Pick<DaemonFolders, 'run'>, name: string): Running | undefined {
  try {
    const id = JSON.parse(readFileSync(processFile(run, name), 'utf8')) as Running;
    return runs(id) ? id : undefined;
  } catch {
    return undefined; // no file, or one that was not written to its end
  }
}

/**
 * Starts a daemon in a session of its own, so that it outlives the caller and its terminal; one that runs as it should
 * is left alone.
 * @returns its process, and whether it was started now
 * @throws Error when the program cannot be started
 */
export async function startDaemon(
  daemon: Daemon,
  folders: DaemonFolders,
): Promise<{ readonly id: ProcessId; readonly fresh: boolean }> {
  const running = daemonProcess(folders, daemon.name);
  if (running && running.version === daemon.version) return { id: running, fresh: false };
  if (running) await stopDaemon(folders, daemon.name);
  const file = processFile(folders.run, daemon.name);
  // Before it starts: a daemon that nothing names would run for ever.
  for (const folder of [folders.logs, dirname(file)]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const log = openSync(logFile(folders, daemon.name), 'a', 0o600);
  try {
    const child = spawn(daemon.command, [...daemon.args], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...daemon.env },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve).once('error', reject);
    });
    child.unref();
    const id = processOf(child.pid ?? 0);
    if (!id) throw new Error(`${daemon.name} ended at once; ${logFile(folders, daemon.name)} says why`);
    writeFileSync(`${file}.new`, JSON.stringify({ ...id, version: daemon.version }));
    renameSync(`${file}.new`, file);
    return { id, fresh: true };
  } finally {
    closeSync(log);
  }
}

/**
 * Ends a daemon: SIGTERM, and SIGKILL when it does not end.
 * @param seconds how long it may take to end by itself
 */
export async function stopDaemon(folders: Pick<DaemonFolders, 'run'>, name: string, seconds = 10): Promise<void> {
  const id = daemonProcess(folders, name);
  if (id) {
    signal(id, 'SIGTERM');
    for (let waited = 0; runs(id); waited += 50) {
      if (waited === seconds * 1000) signal(id, 'SIGKILL');
      await sleep(50);
    }
  }
  rmSync(processFile(folders.run, name), { force: true });
}

/** Where a daemon's output goes. */
export function logFile({ logs }: Pick<DaemonFolders, 'logs'>, name: string): string {
  return join(logs, `${name}.log`);
}

function processFile(run: string, name: string): string {
  return join(run, 'processes', `${name}.json`);
}
