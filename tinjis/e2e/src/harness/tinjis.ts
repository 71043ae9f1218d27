import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import type { CheckContext } from './check.ts';

const program = join(dirname(packageFolder), 'cli', 'bin', 'tinjis.js');

/** How a run of tinjis ended. */
export interface CommandResult {
  readonly exit: number;
  /** What it printed on both streams, in order. */
  readonly text: string;
}

/** Calls `tinjis status` as a person would. */
export async function tinjisStatus({ root, cluster }: CheckContext): Promise<CommandResult> {
  return runTinjis(['status', '--name', cluster.name], root);
}

/**
 * Runs a tinjis command line as a person would, in a process of its own.
 * @param folder where it is called: the repository that it works on
 * @param stdin its standard input
 */
export async function runTinjis(args: readonly string[], folder: string, stdin = ''): Promise<CommandResult> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => printed.push(chunk));
  }
  // A command that reads nothing may end before all input is written.
  child.stdin.on('error', () => undefined).end(stdin);
  const [exit] = (await once(child, 'close')) as [number | null];
  return { exit: exit ?? 70, text: Buffer.concat(printed).toString() };
}

/** As `runTinjis`. @throws Error with the end of the command's output when it does not end well */
export async function tinjisOrFail(args: readonly string[], folder: string, stdin = ''): Promise<void> {
  assertEndedWell(`tinjis ${args.join(' ')}`, await runTinjis(args, folder, stdin));
}

/** @throws Error with the end of the command's output when it did not end well */
export function assertEndedWell(command: string, { exit, text }: CommandResult): void {
  if (exit !== 0) throw new Error(`${command} ended with ${exit}: ${text.slice(-2000)}`);
}
