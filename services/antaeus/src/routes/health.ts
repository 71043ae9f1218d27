import type { ServerRoute } from '@hapi/hapi';
import { openApiDocument } from '@tinjis/chassis/openapi/document';
import Joi from 'joi';
import { answers } from './answers.ts';

/** `GET /rest/health`: `"ok"`, for clients of the API. Probes belong to the ops port. */
export const health: ServerRoute = {
  method: 'GET',
  path: '/rest/health',
  options: answers('Say that the service runs', Joi.string().valid('ok').required()),
  handler: (_request, h) => h.response('"ok"').type('application/json'),
};

/** `GET /`: a greeting in plain text, as the original gives. */
export const welcome: ServerRoute = {
  method: 'GET',
  path: '/',
  handler: (_request, h) => h.response('Welcome to Antaeus! See /openapi.json for its routes.').type('text/plain'),
};

/** `GET /openapi.json`: the routes, for programs. */
export const openApi: ServerRoute = {
  method: 'GET',
  path: '/openapi.json',
  handler: ({ server }) =>
    openApiDocument(server.table(), {
      title: 'Antaeus',
      description:
        'Bills customers’ invoices through payment. It asks nobody for a key: the network decides who may connect. An unknown path or id is 404 with the JSON text "not found"; every other error is problem+json (RFC 9457).',
      asksForKeys: false,
    }),
};
