import type { Plugin } from '@hapi/hapi';
import type { Logger } from 'pino';
import { answerStatus } from './answer-status.ts';

/**
 * Logs a line for each answer, after it was sent, so that a slow log never slows an answer.
 *
 * `redactPath` is given the path as it was asked and answers what may be written down.
 */
export const accessLog: Plugin<{ logger: Logger; redactPath: (path: string) => string }> = {
  name: 'access-log',
  register(server, { logger, redactPath }) {
    server.events.on('response', ({ method, path, info, response }) => {
      // Asked first: most services run without these lines, and making one ready costs more than not writing it.
      if (!logger.isLevelEnabled('debug')) return;
      const status = answerStatus(response);
      logger.debug({ method, path: redactPath(path), status, ms: Date.now() - info.received }, 'answered');
    });
  },
};
