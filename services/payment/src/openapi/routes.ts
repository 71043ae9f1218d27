import type { ServerRoute } from '@hapi/hapi';
import { openApiDocument, type AboutService } from '@tinjis/chassis/openapi/document';
import { documentPage, pagePolicy } from './page.ts';

const about: AboutService = {
  title: 'Payment',
  description:
    'Charges an amount; the outcome is random on purpose. Every error is problem+json (RFC 9457) that says what, why and how to fix it.',
  asksForKeys: true,
};

/** `/openapi.json` and `/docs`, open to everybody: they hold nothing that is not in the source. */
export function openApiRoutes(): ServerRoute[] {
  return [
    { method: 'GET', path: '/openapi.json', handler: ({ server }) => openApiDocument(server.table(), about) },
    {
      method: 'GET',
      path: '/docs',
      handler: ({ server, info }, h) =>
        h
          .response(documentPage(openApiDocument(server.table(), about), `http://${info.host}`))
          .type('text/html')
          .header('Content-Security-Policy', pagePolicy),
    },
  ];
}
