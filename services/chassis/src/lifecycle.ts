import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';
import type { Logger } from 'pino';

/** Everything that runs in one process. */
export interface Service {
  readonly logger: Logger;
  readonly publicServer: Server;
  readonly opsServer: Server;
  /** How long `/ready` says no before the public port closes, in seconds: the time endpoints need to notice. */
  readonly drainSeconds: number;
  /** Longest wait for requests under way, in seconds: above the slowest request. */
  readonly stopTimeoutSeconds: number;
  /** Called when draining begins; from then on readiness must answer no. */
  readonly onDrain: () => void;
  /** Closes the resources of the servers, once no request uses them. */
  readonly close: () => Promise<void>;
}

/** A running service. */
export interface Running {
  /** Not ready → wait for endpoints to notice → answer what is under way → close. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts both ports, the ops port first: a probe finds somebody. */
export async function startService(service: Service): Promise<Running> {
  const { logger, publicServer, opsServer } = service;
  await opsServer.start();
  await publicServer.start();
  logger.info({ public: publicServer.info.uri, ops: opsServer.info.uri }, 'listening');
  let stopping: Promise<void> | undefined;
  return { stop: () => (stopping ??= stop(service)) };
}

/**
 * Runs a service until SIGTERM or SIGINT, then stops it cleanly.
 *
 * It listens for signals first: the kernel ignores a signal to a container's first process that nobody listens for,
 * and a service may wait a minute for its database.
 *
 * @param open opens the service's parts
 * @param signals where the signals come from: the process
 * @throws what `open` throws; Error when a signal comes before the service is open
 */
export async function runUntilSignal(open: () => Promise<Service>, signals: NodeJS.EventEmitter): Promise<void> {
  const signal = Promise.race([once(signals, 'SIGTERM'), once(signals, 'SIGINT')]);
  const service = await Promise.race([open(), signal.then(() => undefined)]);
  if (service === undefined) throw new Error('a signal stopped it before it was ready');
  const running = await startService(service);
  await signal;
  await running.stop();
}

async function stop({
  logger,
  publicServer,
  opsServer,
  drainSeconds,
  stopTimeoutSeconds,
  onDrain,
  close,
}: Service): Promise<void> {
  logger.info({ drainSeconds }, 'draining');
  onDrain();
  await sleep(drainSeconds * 1000);
  // hapi closes idle connections at once and gives the others until the timeout to finish.
  await publicServer.stop({ timeout: stopTimeoutSeconds * 1000 });
  await close();
  await opsServer.stop({ timeout: 1000 });
  logger.info('stopped');
}
