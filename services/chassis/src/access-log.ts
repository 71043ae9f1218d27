import type { Plugin } from '@hapi/hapi';
import type { Logger } from 'pino';
import { answerStatus } from './answer-status.ts';
import { requestNames } from './request-id.ts';

/**
 * Logs a line for each answer, after it was sent: a slow log never slows an answer.
 *
 * A line names the route and never the path. A caller may put its key in a path, and may mistype the path or encode
 * the key twice: no pattern finds every key, and no route holds any.
 */
export const accessLog: Plugin<{ logger: Logger }> = {
  name: 'access-log',
  register(server, { logger }) {
    server.events.on('response', (request) => {
      // Asked first: most services run without these lines, and making one ready costs more than not writing it.
      if (!logger.isLevelEnabled('debug')) return;
      const { method, route, info, response } = request;
      const status = answerStatus(response);
      const ms = Date.now() - info.received;
      logger.debug({ ...requestNames(request), method, route: route.path, status, ms }, 'answered');
    });
  },
};
