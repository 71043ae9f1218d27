import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/**
 * Waits until a server that was just launched lets its user in.
 *
 * @param child the server's process, with a pipe for its complaints
 * @throws when it ends before; the message carries its last words
 */
export async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let words = '';
  (child.stderr as Readable).on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4000);
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    // `close` and not `exit`: its last words have been read by then.
    child.once('close', (code) => {
      reject(new Error(`PostgreSQL ended with code ${code}: ${words.trim()}`));
    });
  });
  // A later stop is no failure of this wait.
  ended.catch(() => undefined);
  while (!(await Promise.race([accepts(url), ended]))) await Promise.race([sleep(20), ended]);
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  return client
    .connect()
    .then(
      () => true,
      () => false,
    )
    .finally(() => client.end());
}
