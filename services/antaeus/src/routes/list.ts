import type { ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { answers } from './answers.ts';
import { jsonArray } from './json-array.ts';

/** Rows read from the database at once. */
const pageSize = 1000;
const largest = 2_147_483_647;

interface Listed {
  readonly id: number;
}

interface Bounds {
  readonly after: number;
  readonly limit: number;
}

type Read<F> = (query: F & Bounds) => Promise<readonly Listed[]>;

/**
 * A route that lists things in the order of their ids: all of them, as the clients of the API expect, or with
 * `?limit=` a page whose `Link` header names the next page.
 *
 * @param listed.one schema of a listed thing, with an example
 * @param listed.filters further query parameters
 * @param read reads ids above `after`
 */
export function listRoute<F extends object>(
  path: string,
  listed: { one: Joi.Schema; example: object; filters?: Record<string, Joi.Schema> },
  read: Read<F>,
): ServerRoute {
  return {
    method: 'GET',
    path,
    options: {
      ...answers(`List ${path.split('/').at(-1)} by id`, Joi.array().items(listed.one)),
      plugins: {
        openapi: {
          example: { answer: [listed.example] },
          answerHeaders: { Link: 'The next page, if `limit` was given and there may be more.' },
        },
      },
      validate: {
        query: Joi.object({
          after: Joi.number().integer().min(0).max(largest).default(0),
          limit: Joi.number().integer().min(1).max(pageSize),
          ...listed.filters,
        }),
        // Unlike a body, a query can hold nothing but text. Names nobody knows are left alone, as the clients' first
        // server did.
        options: { convert: true, stripUnknown: true },
      },
    },
    handler: async (request, h) => {
      const query = request.query as unknown as F & Bounds & { limit?: number };
      return query.limit === undefined ? all(query, read, h) : page(request.url, query, read, h);
    },
  };
}

async function all<F>(query: F & { readonly after: number }, read: Read<F>, h: ResponseToolkit) {
  let { after } = query;
  const next = async () => {
    const items = await read({ ...query, after, limit: pageSize });
    after = items.at(-1)?.id ?? after;
    return items;
  };
  return h.response(await jsonArray(next, pageSize)).type('application/json');
}

async function page<F>(url: URL, query: F & Bounds, read: Read<F>, h: ResponseToolkit) {
  const items = await read(query);
  const answer = h.response([...items]);
  if (items.length < query.limit) return answer;
  const search = new URLSearchParams(url.searchParams);
  search.set('after', String((items.at(-1) as Listed).id));
  return answer.header('Link', `<${url.pathname}?${search}>; rel="next"`);
}
