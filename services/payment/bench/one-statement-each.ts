/**
 * Payment's public port, but with one statement a charge: the plain way. Prints its address.
 *
 * DATABASE_URL=… API_KEYS_FILE=… node one-statement-each.ts
 */
import { openDatabase } from '@tinjis/chassis/database';
import { createLogger } from '@tinjis/chassis/logger';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import { Registry } from 'prom-client';
import { openKeyRing } from '../src/auth/key-ring.ts';
import { paymentMigrations } from '../src/migrations.ts';
import type { PaymentTables } from '../src/ledger/schema.ts';
import { plainBehaviour } from '../src/outcome/behaviour.ts';
import { BehaviourControl } from '../src/outcome/control.ts';
import { createPaymentServer } from '../src/server.ts';

const connections = 8;
const logger = createLogger({ name: 'bench', level: 'info' });
const { db, pool } = openDatabase<PaymentTables>({
  url: String(process.env['DATABASE_URL']),
  maxConnections: connections,
  applicationName: 'bench',
});
await migrateToLatest(db, paymentMigrations);
const server = await createPaymentServer({
  host: '127.0.0.1',
  port: 0,
  logger,
  registry: new Registry(),
  db,
  pool,
  keys: openKeyRing({ path: String(process.env['API_KEYS_FILE']), logger }),
  control: new BehaviourControl(plainBehaviour, 1),
  batches: { maxInFlight: connections, minBeside: 1, maxItems: 1 },
});
await server.start();
console.log(server.info.uri);
process.once('SIGTERM', () => process.exit());
