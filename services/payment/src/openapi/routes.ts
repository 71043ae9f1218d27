import type { ServerRoute } from '@hapi/hapi';
import { openApiDocument } from './document.ts';
import { documentPage, pagePolicy } from './page.ts';

/** `/openapi.json` and `/docs`, open to everybody: they hold nothing that is not in the source. */
export function openApiRoutes(): ServerRoute[] {
  return [
    { method: 'GET', path: '/openapi.json', handler: ({ server }) => openApiDocument(server.table()) },
    {
      method: 'GET',
      path: '/docs',
      handler: ({ server, info }, h) =>
        h
          .response(documentPage(openApiDocument(server.table()), `http://${info.host}`))
          .type('text/html')
          .header('Content-Security-Policy', pagePolicy),
    },
  ];
}
