import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { once } from 'node:events';

const workspaces = dirname(packageFolder);

/** The program as users start it. */
export const program = join(workspaces, 'cli/bin/tinjis.js');
/** The baseline: reads the files that `verify` reads, and proves nothing. */
export const parsing = join(workspaces, 'lab/src/bench/tool/parse-only.ts');

/** The cost of one run of a program. */
export interface Usage {
  /** Wall-clock seconds. */
  readonly wall: number;
  /** Seconds of processor time, user and system. On a shared machine this is the more accurate of the two. */
  readonly cpu: number;
  /** Largest resident memory, MiB. */
  readonly rss: number;
}

/**
 * Runs a Node program from cold several times, and returns the cost of the run with the least processor time.
 * @param args file and arguments for Node
 * @param cwd folder to run in; the figures are written next to it
 * @param more added to the environment of the program
 * @throws Error if the program ends with a code other than `exit`
 */
export function measure(
  args: readonly string[],
  cwd: string,
  runs: number,
  exit = 0,
  more: Readonly<Record<string, string>> = {},
): Usage {
  const file = join(workspaces, 'lab/src/bench/tool/usage.ts');
  const usage = join(cwd, '.usage.json');
  const all = Array.from({ length: runs }, (): Usage => {
    const started = performance.now();
    const env = { ...process.env, BENCH_USAGE: usage, NO_COLOR: '1', ...more };
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
 * Runs a tinjis command as a user does, in a process of its own, and shows its output.
 * @param env added to the environment of this process
 * @returns its duration in seconds
 * @throws Error if it ended with anything but 0
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

/** A measured figure, with its aim. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'min' | 'MiB';
  /** Upper bound; absent where nothing was promised. */
  readonly aim?: number;
}

/** One line of the report; it marks a missed aim. */
export function figureLine({ what, value, unit, aim }: Figure): string {
  const digits = unit === 'MiB' ? 0 : unit === 'min' || value >= 100 ? 1 : 2;
  const figure = `${what.padEnd(56)} ${value.toFixed(digits).padStart(8)} ${unit}`;
  return aim === undefined ? figure : `${figure}   ${value <= aim ? '✔' : '✘'} (aim: ${aim} ${unit})`;
}
