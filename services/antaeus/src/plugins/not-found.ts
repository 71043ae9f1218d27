import type { Plugin } from '@hapi/hapi';

/**
 * Answers every 404 with the JSON text `"not found"`, which the clients of the API know, instead of problem+json.
 * Register it after the plugin that makes problems of errors.
 */
export const notFound: Plugin<void> = {
  name: 'not-found',
  register(server) {
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      if (!('statusCode' in response) || response.statusCode !== 404) return h.continue;
      return h.response('"not found"').code(404).type('application/json');
    });
  },
};
