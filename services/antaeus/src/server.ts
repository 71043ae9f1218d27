import type { Server } from '@hapi/hapi';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { methodNotAllowedRoutes } from '@tinjis/chassis/method-not-allowed';
import { createPublicServer } from '@tinjis/chassis/public-server';
import type { Engine } from './billing/engine.ts';
import { databaseAway } from './plugins/database-away.ts';
import { notFound } from './plugins/not-found.ts';
import { billingRuns } from './routes/billing-runs.ts';
import { customers } from './routes/customers.ts';
import { health, openApi, welcome } from './routes/health.ts';
import { invoices } from './routes/invoices.ts';
import { pay } from './routes/pay.ts';
import type { Schema } from './store/schema.ts';
import { webPage } from './web/plugin.ts';

/** The parts of the public port. */
export interface ServerParts {
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly connectionsPerAddress?: number;
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  /** Folder of the page for browsers; no page when not given. */
  readonly webFolder?: string;
}

/**
 * The REST API of Antaeus, and the page for browsers if it is switched on.
 *
 * @returns the server, not started
 */
export async function createAntaeusServer({ db, engine, webFolder, ...port }: ServerParts): Promise<Server> {
  const server = await createPublicServer({
    ...port,
    isCaseSensitive: false,
    bodies: 'any',
    overload: { maxConcurrent: 1000, maxEventLoopDelayMs: 2000 },
  });
  await server.register([databaseAway, notFound]);
  server.route([welcome, health, openApi, ...customers(db), ...invoices(db), pay(engine), ...billingRuns(db)]);
  if (webFolder !== undefined) await server.register({ plugin: webPage, options: { db, engine, folder: webFolder } });
  server.route(methodNotAllowedRoutes(server.table()));
  return server;
}
