import { keepKeys, type StateFolder } from './state-folder.ts';
import { type Databases, openDatabases } from './databases.ts';
import { type ServiceProcess, spawnService } from './service-process.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, tryPort } from '@tinjis/chassis/embedded/port';

/** PostgreSQL, payment and Antaeus, running on this machine. */
export interface Platform {
  /** Public addresses, without a trailing slash. Antaeus' address shows a page in a browser. */
  readonly antaeus: string;
  readonly payment: string;
  readonly ops: { readonly antaeus: string; readonly payment: string };
  /** Environment of a program that works on Antaeus' database. */
  readonly antaeusDatabase: ReturnType<Databases['env']>;
  /** Rejected when a service ends by itself. */
  readonly broken: Promise<never>;
  /** Stops Antaeus, then payment, then PostgreSQL, each after its user. */
  stop(): Promise<void>;
}

export interface PlatformOptions {
  /** Top folder of the repository. */
  readonly root: string;
  readonly folder: StateFolder;
  readonly databaseUrl: string | undefined;
  readonly fresh: boolean;
  progress(line: string): void;
}

/** Starts everything in the order of dependence. */
export async function startPlatform({
  root,
  folder,
  databaseUrl,
  fresh,
  progress,
}: PlatformOptions): Promise<Platform> {
  const ports = await choosePorts(progress);
  const keys = keepKeys(folder);
  progress(databaseUrl === undefined ? 'starting the embedded PostgreSQL' : 'using the PostgreSQL of DATABASE_URL');
  const databases = await openDatabases(folder, databaseUrl, fresh);
  const started: ServiceProcess[] = [];
  const stop = async () => {
    for (const service of started.toReversed()) {
      await service.stop();
    }
    await databases.stop();
  };
  try {
    progress('starting payment and antaeus');
    started.push(
      spawnService({
        root,
        name: 'payment',
        opsPort: ports.paymentOps,
        log: folder.at('logs', 'payment.log'),
        env: { PORT: String(ports.payment), API_KEYS_FILE: keys.payment, ...databases.env('payment') },
      }),
    );
    started.push(
      spawnService({
        root,
        name: 'antaeus',
        opsPort: ports.antaeusOps,
        log: folder.at('logs', 'antaeus.log'),
        env: {
          PORT: String(ports.antaeus),
          PAYMENT_PROVIDER_ENDPOINT: `http://127.0.0.1:${ports.payment}/v1/charges`,
          PAYMENT_API_KEY_FILE: keys.antaeus,
          WEB_PAGE: 'true',
          ...databases.env('antaeus'),
        },
      }),
    );
    await Promise.all(started.map(({ ready }) => ready));
  } catch (error) {
    await stop();
    throw error;
  }
  const broken = Promise.race(
    started.map(async ({ gone }) =>
      Promise.reject(new Error(`a service ended by itself (${await gone}); its log is in ${folder.at('logs')}`)),
    ),
  );
  broken.catch(() => undefined);
  return {
    antaeus: address(ports.antaeus),
    payment: address(ports.payment),
    ops: { antaeus: address(ports.antaeusOps), payment: address(ports.paymentOps) },
    antaeusDatabase: databases.env('antaeus'),
    broken,
    stop,
  };
}

const address = (port: number) => `http://127.0.0.1:${port}`;

/** The ports of both READMEs, or others if those are in use. */
async function choosePorts(progress: (line: string) => void) {
  const choose = (wanted: number) =>
    choosePort(wanted, (port) => {
      progress(`port ${wanted} is in use; ${port} is used instead`);
    });
  const [payment, paymentOps, antaeus, antaeusOps] = await Promise.all([
    choose(9000),
    choose(9001),
    choose(8000),
    choose(8001),
  ]);
  return { payment, paymentOps, antaeus, antaeusOps };
}

/** How long to wait for a port, in milliseconds: the time that a copy that was just killed needs to release it. */
const patienceMs = 2000;

/**
 * The wanted port, or a free port if somebody else uses it.
 *
 * @param wanted port number on 127.0.0.1
 * @param onTaken called when another port is used instead
 */
export async function choosePort(wanted: number, onTaken: (port: number) => void): Promise<number> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    if ((await tryPort(wanted)) !== undefined) return wanted;
    if (Date.now() > deadline) break;
  }
  const port = await freePort();
  onTaken(port);
  return port;
}
