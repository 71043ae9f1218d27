import type { RequestRoute } from '@hapi/hapi';
import { components, operation, type Json } from './operation.ts';

/**
 * The OpenAPI 3.1 document of a server's routes, from the same schemas that check its requests.
 *
 * @param routes `server.table()`; those tagged `api` are described
 */
export function openApiDocument(routes: readonly RequestRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes.filter(({ settings }) => settings.tags?.includes('api'))) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Payment',
      version: '1',
      description:
        'Charges an amount; the outcome is random on purpose. Every error is problem+json (RFC 9457) that says what, why and how to fix it. Another method on one of these paths is 405, and Allow names the methods.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The service that serves this document.' }],
    paths,
    components,
  };
}
