import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** A program to run, without a shell and without input. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** Files that are written: standard output and standard error. */
  readonly output: string;
  readonly errors: string;
}

/** Run by another Node, since this one waits: a proof is one synchronous calculation. */
const program = `
const { spawn } = require('node:child_process');
const { openSync, readFileSync } = require('node:fs');
const { commands, atOnce } = JSON.parse(readFileSync(0, 'utf8'));
const ended = commands.map(() => null);
let next = 0;
let open = 0;
function start() {
  while (open < atOnce && next < commands.length) {
    const index = next++;
    const { command, args, env, output, errors } = commands[index];
    open++;
    let over = false;
    const end = (status) => {
      if (over) return;
      over = true;
      ended[index] = status;
      open--;
      start();
    };
    const stdio = ['ignore', openSync(output, 'w'), openSync(errors, 'w')];
    spawn(command, args, { env, stdio }).once('error', () => end(null)).once('close', end);
  }
  if (open === 0 && next === commands.length) process.stdout.write(JSON.stringify(ended));
}
start();
`;

/**
 * Runs programs to their ends, as many at once as there are processors.
 * @returns the exit code of each; null where it did not start or was ended by a signal
 */
export function runSideBySide(commands: readonly Command[]): readonly (number | null)[] {
  if (commands.length === 1) return commands.map(run);
  const input = JSON.stringify({ commands, atOnce: availableParallelism() });
  const { stdout } = spawnSync(process.execPath, ['-e', program], { input, encoding: 'utf8', env: {} });
  return JSON.parse(stdout) as readonly (number | null)[];
}

function run({ command, args, env, output, errors }: Command): number | null {
  const files = [openSync(output, 'w'), openSync(errors, 'w')] as const;
  const { status } = spawnSync(command, args, { env, stdio: ['ignore', ...files] });
  files.forEach(closeSync);
  return status;
}
