import Hapi from '@hapi/hapi';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import Joi from 'joi';
import { openApiDocument } from '../../src/openapi/document.ts';
import { lintOpenApi } from '../../testing/openapi-lint.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function documentOf(asksForKeys: boolean) {
  const server = Hapi.server();
  server.validator(Joi);
  const options = { description: 'Show', tags: ['api'], response: { status: { 200: Joi.string() } } };
  server.route([
    { method: 'GET', path: '/shown', options, handler: () => 'a' },
    { method: 'DELETE', path: '/shown', options, handler: () => 'a' },
    { method: 'GET', path: '/hidden', handler: () => 'a' },
  ]);
  return openApiDocument(server.table(), { title: 'T', description: 'D', asksForKeys });
}

describe('openApiDocument()', () => {
  it('describes the routes that are tagged, as version 3.1', () => {
    const document = documentOf(false);
    expect(document).to.include({ openapi: '3.1.0' });
    const paths = document['paths'] as Record<string, object>;
    expect(Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods)])).to.equal([
      ['/shown', ['get', 'delete']],
    ]);
    expect(document['components']).not.to.include('securitySchemes');
    expect(documentOf(true)['components']).to.include('securitySchemes');
  });

  it('is clean under a linter that finds faults elsewhere', async () => {
    const document = documentOf(false);
    expect(await lintOpenApi(document)).to.equal([]);
    expect((await lintOpenApi({ ...document, servers: [], paths: { x: {} } })).join('\n'))
      .to.include('error no-empty-servers')
      .and.to.include('error struct');
  });
});
