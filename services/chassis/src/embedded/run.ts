import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import type { Account } from './account.ts';

const execute = promisify(execFile);

/**
 * Runs one of PostgreSQL's programs to its end.
 *
 * @throws when it fails; the message carries the program's own words
 */
export async function runProgram(account: Account, program: string, words: readonly string[]): Promise<void> {
  const [command, rest] = commandLine(account, program, words);
  await execute(command, rest, { cwd: '/' }).catch((error: { stderr: string; message: string }) => {
    throw new Error(`${program} failed: ${error.stderr.trim() || error.message}`);
  });
}

/** Starts one of PostgreSQL's programs, its complaints readable on `stderr`. */
export function launchProgram(account: Account, program: string, words: readonly string[]): ChildProcess {
  const [command, rest] = commandLine(account, program, words);
  return spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
}

function commandLine({ prefix }: Account, program: string, words: readonly string[]): [string, string[]] {
  const [command = program, ...rest] = [...prefix, program, ...words];
  return [command, rest];
}
