import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../../../cli/bin/tinjis.js');

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
