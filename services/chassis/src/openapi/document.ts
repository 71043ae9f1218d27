import type { RequestRoute } from '@hapi/hapi';
import { components, operation, type Json } from './operation.ts';

/** What a service says of itself. */
export interface AboutService {
  readonly title: string;
  readonly description: string;
  /** Whether its routes ask for an API key. */
  readonly asksForKeys: boolean;
}

/**
 * The OpenAPI 3.1 document of a server's routes, from the same schemas that check its requests.
 *
 * @param routes `server.table()`; those tagged `api` are described
 */
export function openApiDocument(
  routes: readonly RequestRoute[],
  { title, description, asksForKeys }: AboutService,
): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes.filter(({ settings }) => settings.tags?.includes('api'))) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'The service that serves this document.' }],
    paths,
    components: components(asksForKeys),
  };
}
