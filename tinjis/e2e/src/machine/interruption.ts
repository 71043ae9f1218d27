import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { name } from './throwaway.ts';

/**
 * Starts to bring the instance up in a process of its own, and kills that process after a while, as Ctrl-C or a full
 * disk might.
 */
export async function interruptedUp(milliseconds: number): Promise<void> {
  const module = JSON.stringify(join(dirname(packageFolder), 'cluster', 'src', 'machine', 'bring-up.ts'));
  const script = `const { bringUpBare } = await import(${module});
    await bringUpBare({ name: ${JSON.stringify(name)}, progress: { note: () => undefined, step: async (_what, work) => work() } });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await Promise.race([sleep(milliseconds), ended]);
  child.kill('SIGKILL');
  await ended;
}

/** Milliseconds after which it is killed: in the namespaces, the certificates, the control plane, the node. */
export const moments = [400, 900, 2_500, 6_000] as const;

/** Those of them after which it is also completed: each takes a whole `up`. */
export const completed = [900, 6_000] as const;
