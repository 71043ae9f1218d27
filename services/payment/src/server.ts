import type { Request, Server } from '@hapi/hapi';
import type { ProblemBody } from '@tinjis/chassis/problem';
import { createPublicServer, type PublicServerOptions } from '@tinjis/chassis/public-server';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { apiKeys } from './auth/api-key-scheme.ts';
import { CallerRates, type CallerRate } from './auth/caller-rate.ts';
import type { KeyRing } from './auth/key-ring.ts';
import { Charging } from './charges/charging.ts';
import { findNamed, slot, writeCharges } from './ledger/charge-statement.ts';
import { LedgerWriter, type Batches } from './ledger/writer.ts';
import type { PaymentTables } from './ledger/schema.ts';
import { gauges, paymentMetrics } from './metrics.ts';
import type { BehaviourControl } from './outcome/control.ts';
import { openApiRoutes } from './openapi/routes.ts';
import { behaviourRoutes } from './routes/behaviour.ts';
import { chargeRoute, namedOrders } from './routes/create-charge.ts';
import { methodNotAllowedRoutes } from '@tinjis/chassis/method-not-allowed';
import { readChargeRoutes } from './routes/read-charges.ts';
import { upstreamCallers, type UpstreamSettings } from './upstream/plugin.ts';

/** The parts of payment's public port. */
export interface PaymentServerParts extends Pick<
  PublicServerOptions,
  'host' | 'port' | 'logger' | 'registry' | 'overload' | 'connectionsPerAddress'
> {
  readonly db: Kysely<PaymentTables>;
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly control: BehaviourControl;
  /** No caller is held to a rate without it. */
  readonly callerRate?: CallerRate | undefined;
  /** Settings of the plugin for the original Antaeus; without them each charge needs an Idempotency-Key. */
  readonly upstream?: UpstreamSettings;
  /** How to write the ledger, for a comparison with other ways. */
  readonly batches?: Batches;
}

/** Far above any order and far below what would fill memory, in bytes. */
const maxBytes = 16 * 1024;

/**
 * Puts payment's public port together.
 *
 * @returns the server, not started. Its stop waits until everything is written, and leaves the database open
 */
export async function createPaymentServer(parts: PaymentServerParts): Promise<Server> {
  const { logger, registry, db, pool, keys, control, callerRate, upstream } = parts;
  const server = await createPublicServer({ ...parts, maxBytes });
  const metrics = paymentMetrics(registry);
  const rates = callerRate && new CallerRates(callerRate);
  await server.register({ plugin: apiKeys, options: { keys, logger, events: metrics, rates } });
  server.plugins.problems.decorators.push(withUncertainty);

  const writer = new LedgerWriter(pool, writeCharges, metrics, parts.batches);
  gauges(registry, { pool, depth: () => writer.depth, brokenKeyFiles: () => keys.faults.size });
  const stopping = new AbortController();
  server.ext('onPreStop', () => {
    stopping.abort();
  });
  const charging = new Charging({
    control,
    writer,
    find: async (name) => (await findNamed(pool, [name])).get(slot(name.caller, name.name)),
    events: metrics,
    stopping: stopping.signal,
  });

  if (upstream) await server.register({ plugin: upstreamCallers, options: { ...upstream, charging, pool, logger } });
  else server.route(chargeRoute({ logger, ...namedOrders(charging) }));
  server.route(readChargeRoutes({ db, logger }));
  server.route(behaviourRoutes({ control, logger, events: metrics }));
  server.route(openApiRoutes());
  server.route(methodNotAllowedRoutes(server.table()));
  return server;
}

/** An error that nobody foresaw may come after the charge was written. Only charges are POSTs. */
function withUncertainty({ method }: Request, body: ProblemBody): ProblemBody {
  return method === 'post' && body['status'] === 500 ? { charged: 'unknown', ...body } : body;
}
