import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '@tinjis/chassis/database';
import { createLogger } from '@tinjis/chassis/logger';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import type { Overload } from '@tinjis/chassis/shed-load';
import { testDatabase } from '@tinjis/chassis/testing/postgres';
import type { Server } from '@hapi/hapi';
import { Registry } from 'prom-client';
import { createApiKey, type ApiKey, type Role } from '../src/auth/api-key.ts';
import type { CallerRate } from '../src/auth/caller-rate.ts';
import { openKeyRing } from '../src/auth/key-ring.ts';
import type { PaymentTables } from '../src/ledger/schema.ts';
import { writerRole } from '../src/ledger/writer-role.ts';
import { paymentMigrations } from '../src/migrations.ts';
import { plainBehaviour, type Behaviour } from '../src/outcome/behaviour.ts';
import { BehaviourControl } from '../src/outcome/control.ts';
import { createPaymentServer } from '../src/server.ts';

/** A payment server that listens on a free port, with a database and keys of its own. */
export interface TestPayment {
  readonly server: Server;
  /** http://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  readonly registry: Registry;
  readonly database: Database<PaymentTables>;
  readonly control: BehaviourControl;
  /** A key of caller `billing` with the roles charge and read. */
  readonly key: string;
  readonly keysFile: string;
  readonly databaseUrl: string;
  /** Adds a key to the keys file; it is in force a moment later. */
  addKey(caller: string, roles: readonly Role[], validity?: Pick<ApiKey, 'notBefore' | 'notAfter'>): string;
  /** Takes a key out of the keys file. */
  dropKey(key: string): void;
  /** Lines that were logged. */
  readonly log: string[];
  stop(): Promise<void>;
}

/** What a test may change. */
export interface TestPaymentOptions {
  readonly behaviour?: Partial<Behaviour>;
  /** Whether the original Antaeus may charge, as it may by default. */
  readonly upstream?: boolean;
  readonly pathKeys?: boolean;
  readonly settleMs?: number;
  readonly overload?: Overload;
  readonly callerRate?: CallerRate;
  /** A database that stays; a new database otherwise. */
  readonly databaseUrl?: string;
}

/** Always pays unless a test says otherwise: results are certain. */
export async function startPayment(options: TestPaymentOptions = {}): Promise<TestPayment> {
  const {
    behaviour = {},
    upstream = true,
    pathKeys = false,
    settleMs = 250,
    overload,
    databaseUrl,
    callerRate,
  } = options;
  const own = databaseUrl === undefined ? await testDatabase() : undefined;
  const log: string[] = [];
  const logger = createLogger(
    { name: 'payment', level: 'debug' },
    {
      write: (line) => {
        log.push(line);
      },
    },
  );
  const keyFolder = mkdtempSync(join(tmpdir(), 'payment-keys-'));
  const keysFile = join(keyFolder, 'keys.json');
  const { key, entry } = createApiKey('billing', ['charge', 'read']);
  let entries: ApiKey[] = [entry];
  const writeKeys = () => {
    writeFileSync(keysFile, JSON.stringify(entries));
  };
  writeKeys();
  const digests = new Map([[key, entry.sha256]]);

  const url = databaseUrl ?? String(own?.url);
  const access = { url, maxConnections: 6, applicationName: 'payment-test', onError: () => undefined };
  const owner = openDatabase<never>(access);
  await migrateToLatest(owner.db, paymentMigrations);
  const role = String(await writerRole(owner.db));
  await owner.close();
  const database = openDatabase<PaymentTables>({ ...access, role });
  const keys = openKeyRing({ path: keysFile, logger, intervalMs: 20 });
  const registry = new Registry();
  const control = new BehaviourControl({ ...plainBehaviour, successRate: 1, ...behaviour }, 1);
  const parts = {
    host: '127.0.0.1',
    port: 0,
    logger,
    registry,
    db: database.db,
    pool: database.pool,
    keys,
    control,
    callerRate,
    ...(upstream ? { upstream: { DEFAULT_CURRENCY: 'EUR', PATH_KEYS: pathKeys, SETTLE_MS: settleMs } as const } : {}),
  } as const;
  const server = await createPaymentServer(overload ? { ...parts, overload } : parts);
  await server.start();
  const { port } = server.info;
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    port: Number(port),
    registry,
    database,
    control,
    key,
    keysFile,
    databaseUrl: url,
    log,
    addKey(caller, roles, validity = {}) {
      const added = createApiKey(caller, roles);
      digests.set(added.key, added.entry.sha256);
      entries = [...entries, { ...added.entry, ...validity }];
      writeKeys();
      return added.key;
    },
    dropKey(dropped) {
      entries = entries.filter(({ sha256 }) => sha256 !== digests.get(dropped));
      writeKeys();
    },
    async stop() {
      await server.stop({ timeout: 2000 });
      keys.close();
      await database.close();
      await own?.drop();
      rmSync(keyFolder, { recursive: true, force: true });
    },
  };
}

/** Long enough for a changed keys file to be seen, in milliseconds. */
export const keysSettleMs = 80;
