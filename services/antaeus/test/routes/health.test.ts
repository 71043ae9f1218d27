import { lintOpenApi } from '@tinjis/chassis/testing/openapi-lint';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the routes that tell of the service', () => {
  const together = togetherIn(lab);

  const get = (url: string) => together.antaeus.server.inject(url);

  it('answer the JSON text ok at /rest/health', async () => {
    const answer = await get('/rest/health');
    expect(answer.payload).to.equal('"ok"');
    expect(answer.headers['content-type']).to.match(/^application\/json/);
  });

  it('greet at / in plain text', async () => {
    const answer = await get('/');
    expect(answer.payload).to.startWith('Welcome to Antaeus!');
    expect(answer.headers['content-type']).to.match(/^text\/plain/);
  });

  it('describe every route in a document that is clean under @redocly/cli lint', async () => {
    const document = JSON.parse((await get('/openapi.json')).payload) as { paths: Record<string, object> };
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).to.equal([
      'get /rest/health',
      'get /rest/v1/billing-runs',
      'get /rest/v1/billing-runs/{id}',
      'get /rest/v1/billing-runs/{id}/attempts',
      'get /rest/v1/customers',
      'get /rest/v1/customers/{id}',
      'get /rest/v1/invoices',
      'get /rest/v1/invoices/{id}',
      'post /rest/v1/invoices/pay',
    ]);
    expect(await lintOpenApi(document)).to.equal([]);
  });

  it('answer another method of a path with 405 and Allow', async () => {
    for (const [method, url, allow] of [
      ['PUT', '/rest/v1/invoices', 'GET, HEAD'],
      ['DELETE', '/rest/v1/invoices/pay', 'POST'],
      ['POST', '/Rest/Health', 'GET, HEAD'],
    ] as const) {
      const answer = await together.antaeus.server.inject({ method, url });
      expect([answer.statusCode, answer.headers['allow']], url).to.equal([405, allow]);
    }
  });
});
