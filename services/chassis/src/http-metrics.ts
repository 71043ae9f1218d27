import type { Plugin } from '@hapi/hapi';
import { Histogram, type Registry } from 'prom-client';
import { answerStatus } from './answer-status.ts';

/** Counts and times every request by method, route (its template, never the path that was asked) and status. */
export const httpMetrics: Plugin<{ registry: Registry }> = {
  name: 'http-metrics',
  register(server, { registry }) {
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from receiving a request to the end of its answer',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    });
    server.events.on('response', ({ method, route, info, response }) => {
      const status = answerStatus(response);
      duration.observe({ method, route: route.path, status }, (Date.now() - info.received) / 1000);
    });
  },
};
