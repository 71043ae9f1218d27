import { openDatabase, type DatabaseOptions } from '@tinjis/chassis/database';
import type { Service } from '@tinjis/chassis/lifecycle';
import { createLogger } from '@tinjis/chassis/logger';
import { migrateDatabase } from '@tinjis/chassis/migrations';
import { createOpsServer } from '@tinjis/chassis/ops-server';
import { watchReadiness } from '@tinjis/chassis/readiness';
import { Registry } from 'prom-client';
import { openKeyRing } from './auth/key-ring.ts';
import type { PaymentTables } from './ledger/schema.ts';
import { writerRole } from './ledger/writer-role.ts';
import { paymentMigrations } from './migrations.ts';
import { BehaviourControl } from './outcome/control.ts';
import { createPaymentServer } from './server.ts';
import type { PaymentSettings } from './settings.ts';

/**
 * Opens the parts of the payment service: keys, database with its newest tables, both ports.
 *
 * @returns the service, its ports not started
 * @throws when the keys cannot be read or the database stays away
 */
export async function openService(settings: PaymentSettings): Promise<Service> {
  const { HOST: host, PORT, OPS_PORT, DATABASE_PASSWORD_FILE: passwordFile } = settings;
  const logger = createLogger({ name: 'payment', level: settings.LOG_LEVEL });
  const registry = new Registry();
  const keys = openKeyRing({ path: settings.API_KEYS_FILE, logger });
  const options: DatabaseOptions = {
    url: settings.DATABASE_URL,
    maxConnections: settings.DATABASE_CONNECTIONS,
    applicationName: 'payment',
    onError: (error) => {
      logger.warn({ reason: error.message }, 'a database connection broke');
    },
    ...(passwordFile === undefined ? {} : { passwordFile }),
  };
  const role = await migrateDatabase(options, paymentMigrations, writerRole);
  const database = openDatabase<PaymentTables>({ ...options, role });

  const publicServer = await createPaymentServer({
    host,
    port: PORT,
    logger,
    registry,
    db: database.db,
    pool: database.pool,
    keys,
    control: new BehaviourControl(settings.BEHAVIOUR, settings.SEED),
    callerRate: { perSecond: settings.CALLER_RATE, burst: settings.CALLER_BURST },
    upstream: settings,
    connectionsPerAddress: settings.MAX_CONNECTIONS_PER_ADDRESS,
    overload: { maxConcurrent: settings.MAX_CONCURRENT, maxEventLoopDelayMs: settings.MAX_EVENT_LOOP_DELAY_MS },
  });
  const { readiness, drain } = watchReadiness({
    database,
    publicServer,
    // The last good keys serve on, and somebody has to know.
    details: () => ({ keys: keys.faults.size === 0 ? 'fine' : `broken: ${[...keys.faults.keys()].join(', ')}` }),
  });
  return {
    logger,
    publicServer,
    opsServer: createOpsServer({ host, port: OPS_PORT, registry, readiness }),
    drainSeconds: settings.DRAIN_SECONDS,
    stopTimeoutSeconds: settings.STOP_TIMEOUT_SECONDS,
    onDrain: drain,
    close: async () => {
      keys.close();
      await database.close();
    },
  };
}
