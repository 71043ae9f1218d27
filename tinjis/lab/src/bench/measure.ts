import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { once } from 'node:events';

const workspaces = dirname(packageFolder);

/** The program as people start it. */
export const program = join(workspaces, 'cli/bin/tinjis.js');
/** The baseline: reads what `verify` reads, and proves nothing. */
export const parsing = join(workspaces, 'lab/src/bench/tool/parse-only.ts');

/** What one run of a program took. */
export interface Usage {
  /** Seconds by the clock. */
  readonly wall: number;
  /** Seconds of processor time, user and system: on a machine shared with others the truer of the two. */
  readonly cpu: number;
  /** Largest resident memory, MiB. */
  readonly rss: number;
}

/**
 * Runs a program of Node's from cold, and says what it took: the quickest of several runs.
 * @param args file and arguments for Node
 * @param cwd folder to run in; its figures are written beside
 * @throws Error where the program ends with another code than `exit`
 */
export function measure(args: readonly string[], cwd: string, runs: number, exit = 0): Usage {
  const file = join(workspaces, 'lab/src/bench/tool/usage.ts');
  const usage = join(cwd, '.usage.json');
  const all = Array.from({ length: runs }, (): Usage => {
    const started = performance.now();
    const env = { ...process.env, BENCH_USAGE: usage, NO_COLOR: '1' };
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', file, ...args], {
      cwd,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const wall = (performance.now() - started) / 1000;
    if (status !== exit)
      throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
    return { wall, ...(JSON.parse(readFileSync(usage, 'utf8')) as Omit<Usage, 'wall'>) };
  });
  return all.reduce((best, each) => (each.cpu < best.cpu ? each : best));
}

/**
 * Runs a command of tinjis as a person does, in a process of its own; what it says is shown.
 * @param env added to the environment of this process
 * @returns seconds it took
 * @throws Error when it ended with anything but 0
 */
export async function tinjis(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  console.log(`$ tinjis ${words.join(' ')}`);
  const begun = performance.now();
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`tinjis ${words.join(' ')} ended with ${String(code)}`);
  return (performance.now() - begun) / 1000;
}

/** What is measured, with what is aimed at. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'min' | 'MiB';
  /** Upper bound; none where nothing was promised. */
  readonly aim?: number;
}

/** One line of the report; a missed aim is marked. */
export function figureLine({ what, value, unit, aim }: Figure): string {
  const digits = unit === 'MiB' ? 0 : unit === 'min' || value >= 100 ? 1 : 2;
  const figure = `${what.padEnd(56)} ${value.toFixed(digits).padStart(8)} ${unit}`;
  return aim === undefined ? figure : `${figure}   ${value <= aim ? '✔' : '✘'} (aim: ${aim} ${unit})`;
}
