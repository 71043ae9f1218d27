import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

/** The program as people start it. */
export const program = join(here, '../../../../cli/bin/tinjis.js');
/** The baseline: reads what `verify` reads, and proves nothing. */
export const parsing = join(here, 'parse-only.ts');

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
  const file = join(here, 'usage.ts');
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
