import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@tinjis/manifests/failure';

/** A service in a process of its own. */
export interface ServiceProcess {
  /**
   * Fulfilled when it listens, with its database migrated. Rejected with the service's last words if it ends before.
   */
  readonly ready: Promise<void>;
  /** Fulfilled when it is gone, with its exit code or signal. */
  readonly gone: Promise<string>;
  /** Lets it finish its current work, and waits. */
  stop(): Promise<void>;
}

/**
 * Starts a service as its image does: `node src/start.ts` and settings in the environment.
 *
 * It ends with this process, however this process ends, through the pipe on its standard input.
 *
 * @param options.root top folder of the repository
 * @param options.log file its output is appended to
 */
export function spawnService(options: {
  root: string;
  name: 'payment' | 'antaeus';
  env: Readonly<Record<string, string>>;
  opsPort: number;
  log: string;
}): ServiceProcess {
  const { root, name, env, opsPort, log } = options;
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'tinjis', 'cli', 'bin', 'with-parent.js'), join(root, 'services', name, 'src', 'start.ts')],
    {
      env: {
        PATH: String(process.env['PATH']),
        HOST: '127.0.0.1',
        OPS_PORT: String(opsPort),
        DRAIN_SECONDS: '0',
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const sink = createWriteStream(log, { mode: 0o600 });
  [child.stdout, child.stderr].forEach((stream) => stream.pipe(sink, { end: false }));
  // The service's own word, not an answer on its port, which might be somebody else's.
  const listening = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('"msg":"listening"')) resolve();
    });
  });
  // Either code or signal is null.
  const gone = once(child, 'exit').then((ends) => ends.join(''));
  const ready = Promise.race([listening, gone.then((end) => refuse(name, end, log))]);
  // Waiting callers hear of it; nobody waits during a stop.
  ready.catch(() => undefined);
  return {
    ready,
    gone,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function refuse(name: string, end: string, log: string): Promise<never> {
  // The last words may still be on their way to the file.
  await sleep(100);
  const words = readFileSync(log, 'utf8').trim().split('\n').slice(-3).join('\n');
  throw new Failure('misuse', { what: `${name} ended (${end}) before it was ready: ${words}`, fix: `read ${log}` });
}
