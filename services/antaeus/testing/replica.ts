import type { Server } from '@hapi/hapi';
import { openDatabase, type Database } from '@tinjis/chassis/database';
import { createLogger } from '@tinjis/chassis/logger';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import { Registry } from 'prom-client';
import { createEngine, type Engine } from '../src/billing/engine.ts';
import type { ChargingTerms } from '../src/billing/charging.ts';
import { createPaymentClient } from '../src/payment/client.ts';
import { createDelivery, type DeliveryTerms } from '../src/payment/delivery.ts';
import { createAntaeusServer } from '../src/server.ts';
import { antaeusMigrations } from '../src/store/migrations/index.ts';
import { databasePatience } from '../src/store/patience.ts';
import type { Schema } from '../src/store/schema.ts';

/** One Antaeus inside the test's process, with a pool, an engine and a server of its own. */
export interface Replica {
  readonly database: Database<Schema>;
  readonly engine: Engine;
  readonly server: Server;
  close(): Promise<void>;
  /** Cuts it off from payment and from its database at once, as the end of its process would. */
  crash(): Promise<void>;
}

/** Short waits: a test of a fault takes as long as the fault. */
export const quick: DeliveryTerms = {
  retries: 2,
  firstBackoffMs: 5,
  maxBackoffMs: 20,
  breakAfter: 4,
  halfOpenAfterMs: 40,
  patienceMs: 200,
};

export interface ReplicaOptions {
  databaseUrl: string;
  paymentUrl: string;
  apiKey?: string;
  timeoutMs?: number;
  delivery?: Partial<DeliveryTerms>;
  worker?: Partial<ChargingTerms>;
  webFolder?: string;
}

/** Puts a replica together on a database, migrated but not seeded. */
export async function replica(options: ReplicaOptions): Promise<Replica> {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const database = openDatabase<Schema>({
    url: options.databaseUrl,
    maxConnections: 5,
    applicationName: 'antaeus-test',
  });
  await migrateToLatest(database.db, antaeusMigrations);
  const terms = { leaseMs: 500, concurrency: 8, pageSize: 50, ...options.worker };
  const client = createPaymentClient({
    endpoint: options.paymentUrl,
    apiKey: () => options.apiKey,
    connections: terms.concurrency,
    timeoutMs: options.timeoutMs ?? 1000,
  });
  const delivery = createDelivery(client, { ...quick, ...options.delivery }, () => undefined);
  const patience = databasePatience();
  const engine = createEngine({
    db: database.db,
    patience,
    delivery,
    terms,
    restMs: 0,
    onAnswer: () => undefined,
    logger,
  });
  const server = await createAntaeusServer({
    host: '127.0.0.1',
    port: 0,
    logger,
    registry: new Registry(),
    db: database.db,
    engine,
    ...(options.webFolder === undefined ? {} : { webFolder: options.webFolder }),
  });
  await server.initialize();
  return {
    database,
    engine,
    server,
    async crash() {
      await Promise.all([client.close(), database.close()]);
      await engine.stop();
      await server.stop();
    },
    async close() {
      await engine.stop();
      await server.stop();
      await client.close();
      await database.close();
    },
  };
}
