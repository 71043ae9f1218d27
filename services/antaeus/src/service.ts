import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { openDatabase, type DatabaseOptions } from '@tinjis/chassis/database';
import type { Service } from '@tinjis/chassis/lifecycle';
import { migrateDatabase } from '@tinjis/chassis/migrations';
import { createOpsServer } from '@tinjis/chassis/ops-server';
import { watchReadiness } from '@tinjis/chassis/readiness';
import { createEngine } from './billing/engine.ts';
import { billingMetrics } from './billing/metrics.ts';
import { startSchedule } from './billing/schedule.ts';
import { startSupervisor } from './billing/supervisor.ts';
import { watchApiKey } from './payment/api-key.ts';
import { createPaymentClient } from './payment/client.ts';
import { createDelivery, deliveryTerms } from './payment/delivery.ts';
import { seedChallenge } from './seed/challenge.ts';
import { createAntaeusServer } from './server.ts';
import type { Settings } from './settings.ts';
import { antaeusMigrations } from './store/migrations/index.ts';
import { databasePatience } from './store/patience.ts';
import type { Schema } from './store/schema.ts';

/**
 * Puts Antaeus together: database brought up to date, payment's client, billing, both ports.
 *
 * @param webFolder folder of the page for browsers: `src/web`
 * @returns the service, ready to be started
 * @throws when the database stays away, or a setting names a file or a schedule that cannot be used
 */
export async function createAntaeus(settings: Settings, logger: Logger, webFolder: string): Promise<Service> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = billingMetrics(registry);

  const {
    PAYMENT_API_KEY_FILE: keyFile,
    DATABASE_PASSWORD_FILE: passwordFile,
    BILLING_CONCURRENCY: concurrency,
  } = settings;
  const apiKey = keyFile === undefined ? undefined : watchApiKey(keyFile, logger);
  const options: DatabaseOptions = {
    url: settings.DATABASE_URL,
    ...(passwordFile === undefined ? {} : { passwordFile }),
    maxConnections: 10,
    applicationName: 'antaeus',
    onError: (error) => {
      logger.warn({ reason: error.message }, 'a database connection broke');
    },
  };
  await migrateDatabase(options, antaeusMigrations, async () => undefined);
  const database = openDatabase<Schema>(options);
  if (settings.SEED) await seedChallenge(database.db);

  const client = createPaymentClient({
    endpoint: settings.PAYMENT_PROVIDER_ENDPOINT,
    apiKey: () => apiKey?.current(),
    connections: concurrency,
    timeoutMs: settings.PAYMENT_TIMEOUT_SECONDS * 1000,
  });
  const engine = createEngine({
    db: database.db,
    patience: databasePatience(),
    delivery: createDelivery(
      client,
      { ...deliveryTerms, patienceMs: settings.PAYMENT_PATIENCE_SECONDS * 1000 },
      metrics.onCircuit,
    ),
    // Pages large enough that claiming costs little, small enough that replicas share a run.
    terms: { concurrency, pageSize: 16 * concurrency, leaseMs: settings.BILLING_LEASE_SECONDS * 1000 },
    restMs: 60_000,
    onAnswer: metrics.onAnswer,
    logger,
  });
  const schedule =
    settings.BILLING_SCHEDULE === undefined
      ? undefined
      : startSchedule({
          pattern: settings.BILLING_SCHEDULE,
          timezone: settings.BILLING_TIMEZONE,
          bill: async (moment) => (await engine.bill(moment))?.done,
          logger,
        });
  const supervisor = startSupervisor(engine, settings.BILLING_RESUME_SECONDS * 1000, logger);

  const publicServer = await createAntaeusServer({
    host: settings.HOST,
    port: settings.PORT,
    logger,
    registry,
    connectionsPerAddress: settings.MAX_CONNECTIONS_PER_ADDRESS,
    db: database.db,
    engine,
    ...(settings.WEB_PAGE ? { webFolder } : {}),
  });
  const { readiness, drain } = watchReadiness({ database, publicServer });
  const opsServer = createOpsServer({
    host: settings.HOST,
    port: settings.OPS_PORT,
    registry,
    readiness,
  });
  return {
    logger,
    publicServer,
    opsServer,
    drainSeconds: settings.DRAIN_SECONDS,
    stopTimeoutSeconds: settings.STOP_TIMEOUT_SECONDS,
    onDrain: () => {
      drain();
      supervisor.close();
      schedule?.close();
      // Begun now rather than at the end: the callers of pay wait for it.
      void engine.stop();
    },
    close: async () => {
      await engine.stop();
      await client.close();
      apiKey?.close();
      await database.close();
    },
  };
}
