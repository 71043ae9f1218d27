import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly pid: number;
  /** Address of the public port and of the ops port, without a slash at the end. */
  readonly url: string;
  readonly opsUrl: string;
  /** Sends a signal and waits until the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** The repository, whether we run in it or in this workspace. */
const root = [process.cwd(), join(process.cwd(), '..', '..')].find((folder) =>
  existsSync(join(folder, 'services', 'payment', 'src')),
) as string;

/**
 * Starts a service as its image does: `node src/start.ts`, settings from the environment. Ports are free ones unless
 * given.
 *
 * @throws when it ends before it listens; the message carries its last words
 */
export async function startProcess(
  service: 'payment' | 'antaeus',
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [join(root, 'services', service, 'src', 'start.ts')], {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', OPS_PORT: '0', DRAIN_SECONDS: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  const gone = once(child, 'exit').then(() => {
    process.off('exit', reap);
  });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  const listening = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg, public: url, ops } = JSON.parse(line) as { msg: string; public: string; ops: string };
      if (msg === 'listening') return { url, opsUrl: ops };
      words += `${line}\n`;
    }
    throw new Error(`${service} ended before it listened: ${words}`);
  })();
  const addresses = await listening;
  // Nobody reads the rest, and a full pipe would stop the service.
  child.stdout.resume();
  return {
    pid: child.pid as number,
    ...addresses,
    async end(signal) {
      child.kill(signal);
      await gone;
    },
  };
}
