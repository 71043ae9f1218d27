import { isBoom } from '@hapi/boom';
import type { Plugin } from '@hapi/hapi';
import type { Logger } from 'pino';
import { answerStatus } from './answer-status.ts';

/**
 * Logs a line for each answer, after it was sent, so that a slow log never slows an answer.
 *
 * `redactPath` is given the path as it was asked and answers what may be written down.
 */
export const accessLog: Plugin<{ logger: Logger; redactPath?: (path: string) => string }> = {
  name: 'access-log',
  register(server, { logger, redactPath = (path) => path }) {
    server.events.on('response', ({ method, path, info, response }) => {
      const status = answerStatus(response);
      logger.debug({ method, path: redactPath(path), status, ms: Date.now() - info.received }, 'answered');
    });
    // The caller sees a plain 500, and the reason stands here.
    server.ext('onPreResponse', ({ method, path, response }, h) => {
      if (isBoom(response) && response.output.statusCode === 500) logger.error({ method, path: redactPath(path), err: response }, 'failed');
      return h.continue;
    });
  },
};
