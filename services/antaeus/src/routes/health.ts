import type { ServerRoute } from '@hapi/hapi';

/** `GET /rest/health`: `"ok"`, for clients of the API. Probes belong to the ops port. */
export const health: ServerRoute = {
  method: 'GET',
  path: '/rest/health',
  handler: (_request, h) => h.response('"ok"').type('application/json'),
};
