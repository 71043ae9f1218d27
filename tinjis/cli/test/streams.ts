import { EventEmitter } from 'node:events';
import type { Surroundings } from '../src/cli.ts';

/** The surroundings of a command line, with the tests' own cache; they keep everything that was written. */
export function surroundings(
  cwd: string,
  env: Record<string, string> = {},
): Surroundings & Record<'out' | 'err', string[]> {
  const out: string[] = [];
  const err: string[] = [];
  return {
    cwd,
    env: { TINJIS_CACHE: process.env['TINJIS_CACHE'], ...env },
    out,
    err,
    signals: new EventEmitter(),
    stdin: (async function* () {
      /* nothing is typed */
    })(),
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
  };
}
