import Hapi, { type ServerRoute } from '@hapi/hapi';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import Joi from 'joi';
import { openApiDocument } from '../../src/openapi/document.ts';

export const lab = Lab.script();
const { describe, it } = lab;

type Operation = {
  operationId: string;
  description?: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<string, { headers?: object; content: Record<string, { schema: object; example?: unknown }> }>;
  security: unknown;
};

const thing = Joi.object({ name: Joi.string().required() });

/** The operation of a route on a server that may ask for keys. */
function operationOf(route: Partial<ServerRoute> & { options: object }): Operation {
  const server = Hapi.server();
  server.validator(Joi);
  server.auth.scheme('any', () => ({ authenticate: (_request, h) => h.authenticated({ credentials: {} }) }));
  server.auth.strategy('key', 'any');
  const { method = 'GET', path = '/things/{id}', options } = route;
  const described = { description: 'Show a thing', tags: ['api'], response: { status: { 200: thing } }, ...options };
  server.route({ method, path, options: described, handler: () => 'never' } as ServerRoute);
  const document = openApiDocument(server.table(), { title: 'T', description: 'D', asksForKeys: true });
  return (document['paths'] as Record<string, Record<string, Operation>>)[path]?.[
    String(method).toLowerCase()
  ] as Operation;
}

describe('operation()', () => {
  it('names the operation, and takes parameters from the schemas that check them', () => {
    const { operationId, parameters } = operationOf({
      options: {
        validate: { query: Joi.object({ limit: Joi.number().integer() }) },
        plugins: { openapi: { headers: { Prefer: Joi.string() } } },
      },
    });
    expect(operationId).to.equal('getThingsId');
    expect(parameters).to.equal([
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
      { name: 'Prefer', in: 'header', required: false, schema: { type: 'string', minLength: 1 } },
    ]);
    expect(
      operationOf({ options: { validate: { params: Joi.object({ id: Joi.string().hex() }) } } }).parameters?.[0]
        ?.schema,
    ).to.equal({ type: 'string', minLength: 1, format: 'hex' });
    expect(operationOf({ path: '/things', options: {} }).parameters).to.be.undefined();
  });

  it('gives body and answer with their examples, and headers to successful answers only', () => {
    const { description, requestBody, responses } = operationOf({
      method: 'POST',
      path: '/things',
      options: {
        notes: 'More.',
        response: { status: { 200: thing, 404: Joi.string() } },
        plugins: {
          openapi: {
            payload: thing,
            example: { body: { name: 'a' }, answer: { name: 'b' } },
            answerHeaders: { Location: 'Where it is.' },
          },
        },
      },
    });
    expect(description).to.equal('More.');
    expect(requestBody?.content['application/json']?.example).to.equal({ name: 'a' });
    expect(responses['200']?.content['application/json']?.example).to.equal({ name: 'b' });
    expect(Object.keys(responses['200']?.headers ?? {})).to.equal(['Location']);
    expect(responses['404']?.content).to.equal({ 'application/json': { schema: { type: 'string', minLength: 1 } } });
    expect(responses['404']).not.to.include('headers');
    const checked = operationOf({ method: 'POST', path: '/things', options: { validate: { payload: thing } } });
    expect(checked.requestBody?.content['application/json']).to.include('schema').and.not.to.include('example');
  });

  it('lists the refusals that a route can give, with their headers', () => {
    const statuses = (route: Parameters<typeof operationOf>[0]) => Object.keys(operationOf(route).responses).join(' ');
    expect(statuses({ path: '/things', options: {} })).to.equal('200 400 405 408 431 500 503');
    expect(statuses({ options: { auth: 'key' } })).to.equal('200 400 401 403 404 405 408 429 431 500 503');
    const body = { plugins: { openapi: { payload: thing, refusals: [422] } } };
    expect(statuses({ method: 'POST', path: '/things', options: body })).to.equal(
      '200 400 405 408 413 415 422 431 500 503',
    );
    const anyBody = { plugins: { openapi: { takesAnyBody: true } } };
    expect(statuses({ method: 'POST', path: '/things', options: anyBody })).to.equal('200 400 405 408 413 431 500 503');
    const { responses } = operationOf({ options: { auth: 'key' } });
    const headers = (status: string) => Object.keys(responses[status]?.headers ?? {});
    expect(headers('401')).to.equal(['Request-Id', 'WWW-Authenticate']);
    expect(headers('405')).to.equal(['Request-Id', 'Allow']);
    expect(headers('429')).to.equal(['Request-Id', 'Retry-After']);
    expect(headers('503')).to.equal(['Request-Id', 'Retry-After']);
    // The listener answers these before there is a request.
    expect([headers('408'), headers('431')]).to.equal([[], []]);
  });

  it('says of each route whether it asks for a key', () => {
    expect(operationOf({ options: {} }).security).to.equal([]);
    expect(operationOf({ options: { auth: 'key' } }).security).to.equal([{ apiKey: [] }]);
    expect(operationOf({ options: { auth: 'key', plugins: { openapi: { security: [] } } } }).security).to.equal([]);
  });

  it('adds the members that the errors of a route have', () => {
    const schemaOf = (options: object) =>
      operationOf({ options }).responses['400']?.content['application/problem+json']?.schema;
    const plain = { $ref: '#/components/schemas/Problem' };
    expect(schemaOf({})).to.equal(plain);
    const problemMembers = Joi.object({ charged: Joi.string() }).unknown();
    expect(schemaOf({ plugins: { openapi: { problemMembers } } })).to.equal({
      allOf: [plain, { type: 'object', properties: { charged: { type: 'string', minLength: 1 } } }],
    });
  });
});
