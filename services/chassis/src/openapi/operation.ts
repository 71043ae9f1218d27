import { STATUS_CODES } from 'node:http';
import type { RequestRoute } from '@hapi/hapi';
import Joi from 'joi';

/** A JSON Schema, or any other part of an OpenAPI document. */
export type Json = Record<string, unknown>;

/** JSON Schema 2020-12 of a joi schema, as a caller may send or get it. */
export function jsonSchema(schema: Joi.Schema): Json {
  return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
}

const problemSchema = Joi.object({
  type: Joi.string().required().description('What kind of problem, as a URI reference that stays the same.'),
  title: Joi.string().required(),
  status: Joi.number().integer().required(),
  detail: Joi.string().required().description('What happened, and why.'),
  fix: Joi.string().required().description('What the caller can do about it.'),
  requestId: Joi.string().description(
    'Names the request in the logs: the trace id of its traceparent, if it sent any.',
  ),
  errors: Joi.array().items(Joi.object({ field: Joi.string().allow('').required(), message: Joi.string().required() })),
}).unknown();

/** The parts every operation refers to. */
export const components = (asksForKeys: boolean): Json => ({
  schemas: { Problem: jsonSchema(problemSchema) },
  ...(asksForKeys
    ? { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of this service.' } } }
    : {}),
});

/** What a route says of itself beside what hapi knows. */
export interface OpenApiPart {
  readonly headers?: Readonly<Record<string, Joi.Schema>>;
  /** The body, of a handler that checks it itself. */
  readonly payload?: Joi.Schema;
  /** Whether a body is read at all and must be JSON; so by default where there is a schema of it. */
  readonly takesAnyBody?: boolean;
  /** An example of the body, and of the answer to it. */
  readonly example?: { readonly body?: unknown; readonly answer: unknown };
  /** Headers of successful answers, with what they mean. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** Refusals of this route alone, beside those that every route knows. */
  readonly refusals?: readonly number[];
  /** More members that the errors of this route may have. */
  readonly problemMembers?: Joi.ObjectSchema;
  readonly security?: readonly unknown[];
}

declare module '@hapi/hapi' {
  interface PluginSpecificConfiguration {
    openapi?: OpenApiPart;
  }
}

/** The settings of a route in hapi's table, which its types leave optional; and our own part. */
interface Settings {
  readonly auth?: unknown;
  readonly description: string;
  readonly notes?: string;
  readonly validate: {
    readonly payload: Joi.Schema | null;
    readonly params: Joi.Schema | null;
    readonly query: Joi.Schema | null;
  };
  readonly response: { readonly status: Readonly<Record<string, Joi.Schema>> };
  readonly plugins: { readonly openapi?: OpenApiPart };
}

const settingsOf = (route: RequestRoute): Settings => route.settings as unknown as Settings;

/** The schema of a route's body: hapi's, or that of a handler that checks the body itself. */
function payloadOf(route: RequestRoute): Joi.Schema | null {
  const { validate, plugins } = settingsOf(route);
  return plugins.openapi?.payload ?? validate.payload;
}

/** A hapi route, which must state its answers, as an OpenAPI operation. */
export function operation(route: RequestRoute): Json {
  const { description, notes, response, plugins } = settingsOf(route);
  const { example, answerHeaders = {}, problemMembers, security } = plugins.openapi ?? {};
  const payload = payloadOf(route);
  const answers = Object.entries(response.status);
  return {
    operationId: `${route.method}${route.path.replaceAll(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase()).replaceAll('}', '')}`,
    summary: description,
    ...(notes ? { description: notes } : {}),
    ...parameters(route),
    ...(payload
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(payload), ...exampleOf(example?.body) } },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        answers.map(([status, schema]) => [status, answer(Number(status), schema, answerHeaders, example?.answer)]),
      ),
      ...Object.fromEntries(
        refusals(route)
          .filter((status) => !Object.hasOwn(response.status, status))
          .map((status) => [status, refusal(status, problemMembers)]),
      ),
    },
    security: security ?? (asksForKey(route) ? [{ apiKey: [] }] : []),
  };
}

const pathNames = ({ path }: RequestRoute): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);

function parameters(route: RequestRoute): Json {
  const { validate, plugins } = settingsOf(route);
  const inPath = described(validate.params);
  const list = [
    ...pathNames(route).map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: inPath[name] ?? { type: 'string' },
    })),
    ...Object.entries(described(validate.query)).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema,
    })),
    ...Object.entries(plugins.openapi?.headers ?? {}).map(([name, schema]) => ({
      name,
      in: 'header',
      required: false,
      schema: jsonSchema(schema),
    })),
  ];
  return list.length === 0 ? {} : { parameters: list };
}

function described(schema: Joi.Schema | null): Record<string, Json> {
  return schema ? (jsonSchema(schema)['properties'] as Record<string, Json>) : {};
}

const exampleOf = (example: unknown): Json => (example === undefined ? {} : { example });

/** Whether hapi authenticates the callers of a route. */
const asksForKey = (route: RequestRoute): boolean => Boolean(settingsOf(route).auth);

const answer = (
  status: number,
  schema: Joi.Schema,
  headers: Readonly<Record<string, string>>,
  example: unknown,
): Json => ({
  description: STATUS_CODES[status],
  ...(status < 300 ? headersOf(headers) : {}),
  content: {
    'application/json': { schema: jsonSchema(schema), ...exampleOf(status === 200 ? example : undefined) },
  },
});

const refusal = (status: number, members: Joi.ObjectSchema | undefined): Json => ({
  description: STATUS_CODES[status],
  ...headersOf({
    ...(isRaw(status) ? {} : { 'Request-Id': 'Names the request in the logs.' }),
    ...(status === 429 || status === 503 ? { 'Retry-After': 'Seconds to wait before the request is sent again.' } : {}),
    ...(status === 401 ? { 'WWW-Authenticate': 'How to send a key.' } : {}),
    ...(status === 405 ? { Allow: 'The methods of this path.' } : {}),
  }),
  content: { 'application/problem+json': { schema: problemOf(members) } },
});

const problemOf = (members: Joi.ObjectSchema | undefined): Json => {
  const base = { $ref: '#/components/schemas/Problem' };
  return members ? { allOf: [base, jsonSchema(members)] } : base;
};

/** Whether the listener answers before there is a request. */
const isRaw = (status: number): boolean => status === 408 || status === 431;

function headersOf(meanings: Readonly<Record<string, string>>): Json {
  const headers = Object.entries(meanings).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return headers.length === 0 ? {} : { headers: Object.fromEntries(headers) as Json };
}

function refusals(route: RequestRoute): number[] {
  const { refusals: own = [], takesAnyBody = false } = settingsOf(route).plugins.openapi ?? {};
  const hasBody = payloadOf(route) !== null;
  const mayRefuse: readonly [number, boolean][] = [
    [400, true],
    [401, asksForKey(route)],
    [403, asksForKey(route)],
    [404, route.path.includes('{id}')],
    [405, true],
    [408, true],
    [413, hasBody || takesAnyBody],
    [415, hasBody],
    [429, asksForKey(route)],
    [431, true],
    [500, true],
    [503, true],
  ];
  const statuses = mayRefuse.flatMap(([status, applies]) => (applies ? [status] : []));
  return [...statuses, ...own].sort((one, other) => one - other);
}
