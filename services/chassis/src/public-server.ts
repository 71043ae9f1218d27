import type { Request, Server } from '@hapi/hapi';
import Joi from 'joi';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import { accessLog } from './access-log.ts';
import { createHapiServer } from './hapi-server.ts';
import { httpMetrics } from './http-metrics.ts';
import { problems, refuseInvalid } from './problem.ts';
import { requestNames } from './request-id.ts';
import { shedLoad, type Overload } from './shed-load.ts';

/** The parts of a public port. */
export interface PublicServerOptions {
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Largest accepted body, in bytes. */
  readonly maxBytes?: number;
  /** Whether bodies must be JSON (the default), or may come under any name because no route reads them. */
  readonly bodies?: 'json' | 'any';
  /** When to refuse requests rather than let all of them grow slow. */
  readonly overload?: Overload;
  /** Open connections from an address, beyond which further connections are closed at once. */
  readonly connectionsPerAddress?: number;
  /** Whether `/Path` and `/path` are two paths. */
  readonly isCaseSensitive?: boolean;
}

/**
 * The port that callers use: strict validation, problem+json errors, an access log, metrics, load shedding.
 *
 * @returns the server, not started and without routes
 */
export async function createPublicServer(options: PublicServerOptions): Promise<Server> {
  const {
    host,
    port,
    logger,
    registry,
    maxBytes = 64 * 1024,
    bodies = 'json',
    overload,
    connectionsPerAddress,
    isCaseSensitive = true,
  } = options;
  const refused = new Counter({
    name: 'http_connections_refused_total',
    help: 'Connections closed at once, because their address had too many open',
    registers: [registry],
  });
  const settings = {
    host,
    port,
    router: { isCaseSensitive, stripTrailingSlash: true },
    load: overload ? { sampleInterval: 250 } : { sampleInterval: 0 },
    routes: {
      payload: { maxBytes, ...(bodies === 'json' ? { allow: 'application/json' } : {}) },
      validate: { options: { abortEarly: false, convert: false }, failAction: refuseInvalid },
    },
  };
  const server = createHapiServer(settings, {
    ...(connectionsPerAddress === undefined ? {} : { connectionsPerAddress }),
    onRefused: () => {
      refused.inc();
    },
  });
  server.validator(Joi);
  // The caller sees a plain 500; the log has the reason.
  const onFailure = (request: Request, err: Error) => {
    const { method, route } = request;
    logger.error({ ...requestNames(request), method, route: route.path, err }, 'failed');
  };
  await server.register([
    { plugin: accessLog, options: { logger } },
    { plugin: problems, options: { onFailure } },
    { plugin: httpMetrics, options: { registry } },
    ...(overload ? [{ plugin: shedLoad, options: overload }] : []),
  ]);
  return server;
}
