import type { Server } from '@hapi/hapi';
import type { Registry } from 'prom-client';
import { createHapiServer } from './hapi-server.ts';
import type { Readiness } from './readiness.ts';

/**
 * The port that the platform watches: `/live`, `/ready`, `/metrics`.
 *
 * It is a listener of its own, because hapi sheds load on every route of a listener. On a shared listener an overload
 * would refuse the probes as well, and the kubelet would restart a process that is merely busy.
 *
 * @param options.readiness asked at each `/ready`; answered with 503 while not ready
 * @returns the server, not started
 */
export function createOpsServer(options: {
  host: string;
  port: number;
  registry: Registry;
  readiness: () => Promise<Readiness>;
}): Server {
  const { host, port, registry, readiness } = options;
  const server = createHapiServer({ host, port });
  server.route([
    { method: 'GET', path: '/live', handler: () => ({ live: true }) },
    {
      method: 'GET',
      path: '/ready',
      handler: async (_request, h) => {
        const answer = await readiness();
        return h.response(answer).code(answer.ready ? 200 : 503);
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      handler: async (_request, h) => h.response(await registry.metrics()).type(registry.contentType),
    },
  ]);
  return server;
}
