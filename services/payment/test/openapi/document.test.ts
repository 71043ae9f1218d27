import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { chargeAnswerSchema } from '../../src/charges/charge-answer.ts';
import { orderSchema } from '../../src/charges/order-schema.ts';
import { lintOpenApi } from '@tinjis/chassis/testing/openapi-lint';
import { startPayment, type TestPayment } from '../../testing/payment.ts';
import { send } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

type Document = {
  openapi: string;
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: Record<string, unknown>;
};

describe('OpenAPI', () => {
  let payment: TestPayment;
  let document: Document;
  before(async () => {
    payment = await startPayment({ pathKeys: true });
    document = (await send(payment, 'GET', '/openapi.json', { key: null })).body as unknown as Document;
  });
  after(() => payment.stop());

  it('describes every route that callers use, as version 3.1', () => {
    expect(document.openapi).to.equal('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).to.equal([
      'delete /v1/admin/behaviour',
      'get /v1/admin/behaviour',
      'get /v1/charges',
      'get /v1/charges/{id}',
      'post /k/{key}/v1/charges',
      'post /v1/charges',
      'put /v1/admin/behaviour',
    ]);
  });

  it('takes bodies, parameters and answers from the schemas that check them', () => {
    const post = document.paths['/v1/charges']?.['post'] as {
      parameters: { name: string; in: string }[];
      requestBody: unknown;
      responses: Record<string, unknown>;
      security: unknown;
    };
    expect(post.parameters).to.have.length(1);
    expect(post.parameters[0]).to.include({ name: 'Idempotency-Key', in: 'header' });
    expect(JSON.stringify(post.requestBody)).to.include('"customerId"').and.to.include('"customer_id"');
    expect(Object.keys(post.responses)).to.equal([
      '200',
      '400',
      '401',
      '403',
      '405',
      '408',
      '413',
      '415',
      '422',
      '429',
      '431',
      '500',
      '503',
    ]);
    expect(post.security).to.equal([{ apiKey: [] }]);
    const list = document.paths['/v1/charges']?.['get'] as { parameters: { name: string }[] };
    expect(list.parameters.map(({ name }) => name)).to.equal([
      'customerId',
      'invoiceId',
      'idempotencyKey',
      'caller',
      'result',
      'limit',
      'before',
    ]);
    expect(document.paths['/v1/charges/{id}']?.['get']).to.include({ operationId: 'getV1ChargesId' });
    expect(document.paths['/k/{key}/v1/charges']?.['post']).to.include({ security: [] });
  });

  it('names servers, license, and the headers that answers carry, with an example that its schema takes', () => {
    expect(document).to.include(['servers', 'info']);
    const post = document.paths['/v1/charges']?.['post'] as {
      requestBody: { content: Record<string, { example: unknown }> };
      responses: Record<string, { headers?: object; content: Record<string, { example: unknown }> }>;
    };
    const headersOf = (status: string) => Object.keys(post.responses[status]?.headers ?? {});
    expect(headersOf('200')).to.equal(['Idempotent-Replayed']);
    expect(headersOf('429')).to.equal(['Request-Id', 'Retry-After']);
    expect(headersOf('401')).to.equal(['Request-Id', 'WWW-Authenticate']);
    expect(headersOf('431')).to.equal([]);
    expect(
      orderSchema.validate(post.requestBody.content['application/json']?.example, { convert: false }).error,
    ).to.be.undefined();
    const answer = post.responses['200']?.content['application/json']?.example;
    expect(chargeAnswerSchema.validate(answer, { convert: false }).error).to.be.undefined();
  });

  it('is clean under @redocly/cli lint', async () => {
    expect(await lintOpenApi(document)).to.equal([]);
  });

  it('gives every operation a name of its own, and every reference something to point at', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).to.equal(operations.length);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect([...new Set(references)]).to.equal(Object.keys(document.components['schemas'] as object));
  });

  it('is readable at /docs without anything from elsewhere', async () => {
    const { headers, body } = await send(payment, 'GET', '/docs', { key: null });
    const page = String(body['text']);
    expect(headers.get('content-type')).to.include('text/html');
    expect(headers.get('content-security-policy')).to.include("default-src 'none'");
    expect(page)
      .to.include('POST /v1/charges')
      .and.to.include('GET /v1/charges/{id}')
      .and.to.include('Idempotency-Key');
    expect(page).not.to.match(/<script|src=|url\(|style=/);
    const ownOrigin = `http://${new URL(payment.url).host}`;
    expect(page.replaceAll(ownOrigin, '')).not.to.match(/https?:\/\//);
    expect(page).to.include('&quot;customerId&quot;').and.not.to.include('undefined');
    expect(page).to.include('<a href="#postV1Charges">').and.include('<h2 id="postV1Charges">');
    expect(page).to.include(`curl -X POST ${ownOrigin}/v1/charges`);
  });
});
