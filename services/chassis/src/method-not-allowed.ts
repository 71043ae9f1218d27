import type { RequestRoute, ServerRoute } from '@hapi/hapi';
import { problem } from './problem.ts';

/**
 * Answers 405 for a path that exists under other methods; hapi itself would answer 404.
 *
 * @param routes `server.table()`
 */
export function methodNotAllowedRoutes(routes: readonly RequestRoute[]): ServerRoute[] {
  const methods = Map.groupBy(routes, ({ path }) => path);
  return [...methods].map(([path, known]) => {
    const allowed = known
      // hapi answers HEAD wherever it answers GET.
      .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
      .sort()
      .join(', ');
    return {
      method: '*',
      path,
      handler: () => {
        throw problem(405, {
          type: 'method-not-allowed',
          detail: `This path knows ${allowed} only.`,
          fix: 'Use a method that Allow names, or another path of /openapi.json.',
          headers: { Allow: allowed },
        });
      },
    };
  });
}
