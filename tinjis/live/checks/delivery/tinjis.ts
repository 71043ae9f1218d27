import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { run } from '../../../src/cli.ts';
import type { Context } from '../harness/check.ts';

/** What a run of tinjis came to. */
export interface Told {
  readonly exit: number;
  readonly text: string;
}

/** Calls `tinjis status` as a person would, and takes down what it says. */
export async function tinjisStatus({ root, cluster }: Context): Promise<Told> {
  return runTinjis(['status', '--name', cluster.name], root);
}

/**
 * Runs a command line of tinjis.
 * @param folder where it is called: in the repository it works on
 * @param stdin what it reads there
 */
export async function runTinjis(args: readonly string[], folder: string, stdin = ''): Promise<Told> {
  const lines: string[] = [];
  const out = { write: (text: string) => lines.push(text) };
  const exit = await run(args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: out,
    stderr: out,
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    signals: new EventEmitter(),
  });
  return { exit, text: lines.join('') };
}
