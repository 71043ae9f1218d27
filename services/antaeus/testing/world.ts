import type pg from 'pg';
import { freePort, testDatabase, testPool } from '@tinjis/chassis/testing/postgres';
import { keyFiles, type KeyFiles } from './payment-keys.ts';
import { startProcess, type ServiceProcess } from '@tinjis/chassis/testing/processes';
import { openStore, type Store } from './store.ts';

/** Payment and Antaeus as they run in service, each in processes of its own on a database of its own. */
export interface World {
  readonly store: Store;
  /** Payment's database. */
  readonly books: pg.Pool;
  readonly keys: KeyFiles;
  /** Payment's address; the same after a restart. */
  readonly paymentUrl: string;
  startPayment(env?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  startAntaeus(env?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** Kills what still runs. */
  end(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const store = await openStore();
  const paymentDatabase = await testDatabase();
  const books = testPool(paymentDatabase.url);
  const keys = keyFiles();
  const port = await freePort();
  const processes: ServiceProcess[] = [];
  const started = async (starting: Promise<ServiceProcess>) => {
    const process = await starting;
    processes.push(process);
    return process;
  };
  return {
    store,
    books,
    keys,
    paymentUrl: `http://127.0.0.1:${port}/v1/charges`,
    startPayment: (env = {}) =>
      started(
        startProcess('payment', {
          PORT: String(port),
          DATABASE_URL: paymentDatabase.url,
          API_KEYS_FILE: keys.apiKeysFile,
          ...env,
        }),
      ),
    startAntaeus: (env = {}) =>
      started(
        startProcess('antaeus', {
          DATABASE_URL: store.url,
          PAYMENT_PROVIDER_ENDPOINT: `http://127.0.0.1:${port}/v1/charges`,
          PAYMENT_API_KEY_FILE: keys.apiKeyFile,
          BILLING_LEASE_SECONDS: '1',
          BILLING_RESUME_SECONDS: '0.2',
          SEED: 'false',
          ...env,
        }),
      ),
    async end() {
      await Promise.all(processes.map((process) => process.end('SIGKILL')));
      await books.end();
      await paymentDatabase.drop();
      await store.drop();
      keys.remove();
    },
  };
}

/** Asks for a run without waiting for its end; answers its address. */
export async function beginRun(antaeus: ServiceProcess): Promise<string> {
  const answer = await fetch(`${antaeus.url}/rest/v1/invoices/pay`, {
    method: 'POST',
    headers: { Prefer: 'respond-async' },
  });
  return `${antaeus.url}${answer.headers.get('location')}`;
}

/** A run as it stands, as far as tests look at it. */
export interface BilledRun {
  readonly state: string;
  readonly total: number;
  readonly paid: number;
  readonly declined: number;
  readonly failed: number;
}

/** Waits until a run stands as wanted. */
export async function untilRun(url: string, wanted: (run: BilledRun) => boolean): Promise<BilledRun> {
  for (;;) {
    const run = (await (await fetch(url)).json()) as BilledRun;
    if (wanted(run)) return run;
    await new Promise((later) => setTimeout(later, 10));
  }
}
