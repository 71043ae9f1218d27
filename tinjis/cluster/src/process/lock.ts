import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Does something under a lock that keeps other processes out. The lock is the kernel's (flock): it ends with this
 * process, however the process ends.
 * @param file the lock file; created if missing, never removed
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const held = once(holder.stdout, 'data');
    const ended = once(holder, 'exit').then(([code]) => {
      throw new Error(`flock ${file} ended with ${String(code)}`);
    });
    ended.catch(() => undefined);
    await Promise.race([held, ended]);
    return await work();
  } finally {
    holder.stdin.end();
  }
}
