import { join } from 'node:path';
import { runProcess } from '../../../src/io/process.ts';
import type { Context } from '../harness/check.ts';

/** What a run of tinjis came to. */
export interface Told {
  readonly exit: number | undefined;
  readonly text: string;
}

/** Runs `tinjis status` as a person would, and takes down what it says. */
export async function tinjisStatus({ root, cluster }: Context): Promise<Told> {
  return runTinjis(root, ['status', '--name', cluster.name], root);
}

/**
 * Runs the checkout's own tinjis.
 * @param folder where it is called: in the repository it works on
 */
export async function runTinjis(root: string, args: readonly string[], folder: string): Promise<Told> {
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]));
  const program = join(root, 'tinjis/src/main.ts');
  const { status, stdout, stderr } = await runProcess(process.execPath, [program, ...args], { cwd: folder, env: { ...env, NO_COLOR: '1' } });
  return { exit: status, text: `${stdout}${stderr}` };
}
