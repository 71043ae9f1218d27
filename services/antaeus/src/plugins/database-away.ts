import { isBoom } from '@hapi/boom';
import type { Plugin } from '@hapi/hapi';
import { isConnectionError } from '@tinjis/chassis/connection-error';
import { problem } from '@tinjis/chassis/problem';

/**
 * Answers 503 with `Retry-After` instead of 500 while the database is away: the caller may simply try again.
 */
export const databaseAway: Plugin<void> = {
  name: 'database-away',
  register(server) {
    const explain = ({ response }: { response: unknown }, h: { continue: symbol }) => {
      if (isBoom(response) && response.output.statusCode === 500 && isConnectionError(response)) {
        const { data, output } = problem(503, {
          type: 'database-away',
          detail: 'The database does not answer at the moment. A billing run that was under way goes on once it does.',
          fix: 'Wait as long as Retry-After says, then send the request again: asking for billing twice bills once.',
          headers: { 'Retry-After': '5' },
        });
        // Changed in place, because an error returned here would skip the plugin that makes problems of errors.
        Object.assign(response, { data, output });
      }
      return h.continue;
    };
    server.ext('onPreResponse', explain, { before: ['problems'] });
  },
};
