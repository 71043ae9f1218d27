import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { keysSettleMs, startPayment, type TestPayment } from '../../testing/payment.ts';
import { chargeCount, send, unbalancedCharges } from '../../testing/requests.ts';
import { anyJson, fromSchema, type JsonSchema } from '../../testing/from-schema.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

type Parameter = { name: string; in: string; schema: JsonSchema };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, unknown>;
};
type Route = { method: string; path: string; operation: Operation };

type Filled = Parameter & { text: string };

const places = (parameters: readonly Filled[], place: string) =>
  parameters.filter((parameter) => parameter.in === place);

describe('every operation of the OpenAPI document', () => {
  let payment: TestPayment;
  let key: string;
  let routes: Route[];
  before(async () => {
    payment = await startPayment({ pathKeys: true, settleMs: 0 });
    key = payment.addKey('fuzzer', ['charge', 'read', 'admin']);
    await sleep(keysSettleMs);
    const { paths } = (await send(payment, 'GET', '/openapi.json')).body as unknown as {
      paths: Record<string, Record<string, Operation>>;
    };
    routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
  });
  after(() => payment.stop());

  /** A request's parts: by the document, or nearly, or anything at all. */
  const anyRequest = fc.constantFrom('valid', 'near', 'wild').chain((kind) =>
    fc.nat().chain((pick) => {
      const route = routes[pick % routes.length] as Route;
      const schema = Object.values(route.operation.requestBody?.content ?? {})[0]?.schema;
      const near = kind === 'near';
      const parameter = (one: Parameter) =>
        kind === 'wild' ? fc.string({ unit: 'grapheme' }) : fromSchema(one.schema, near).map(String);
      const body = schema && (kind === 'wild' ? anyJson : fromSchema(schema, near).map((json) => JSON.stringify(json)));
      return fc.record({
        route: fc.constant(route),
        kind: fc.constant(kind),
        parameters: fc.tuple(
          ...(route.operation.parameters ?? []).map((one) => parameter(one).map((text) => ({ ...one, text }))),
        ),
        body: body ?? fc.constant(undefined),
      });
    }),
  );

  function urlOf(path: string, parameters: readonly Filled[]): string {
    const filled = places(parameters, 'path').reduce(
      (text, { name, text: value }) =>
        text.replace(`{${name}}`, name === 'key' ? key : encodeURIComponent(value) || '-'),
      path,
    );
    return `${filled}?${places(parameters, 'query')
      .map(({ name, text }) => `${name}=${encodeURIComponent(text)}`)
      .join('&')}`;
  }

  it('answers anything with a status that the document names, errors as problems, and never with a fault of its own', async () => {
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(anyRequest, async ({ route: { method, path, operation }, kind, parameters, body }) => {
        // What no client can send as a header is left out.
        const headers = Object.fromEntries(
          places(parameters, 'header').map(({ name, text }) => [name, text.replaceAll(/[^\x20-\x7e]/g, '').trim()]),
        );
        const answer = await send(payment, method, urlOf(path, parameters), {
          key,
          headers,
          ...(body === undefined ? {} : { body }),
        });
        // Faults and latency that the fuzzer itself has asked for are not faults of ours.
        payment.control.reset();
        seen.add(answer.status);
        // 422: two bodies came under one short key.
        if (kind === 'valid' && method === 'POST') expect([200, 422]).to.include(answer.status);
        expect(Object.keys(operation.responses).map(Number)).to.include(answer.status);
        expect(answer.status).to.be.below(500);
        if (answer.status >= 400) {
          expect(answer.headers.get('content-type')).to.equal('application/problem+json');
          expect(answer.body).to.include(['type', 'title', 'status', 'detail', 'fix']);
        }
      }),
      { numRuns: 300 },
    );
    expect([...seen]).to.include([200, 400]);
    expect(await unbalancedCharges(payment)).to.equal([]);
  });

  it('survives what is not even HTTP, and then goes on', async () => {
    const before = await chargeCount(payment);
    const garbage = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.string().map((text) => Buffer.from(`POST /v1/charges HTTP/1.1\r\nHost: x\r\n${text}\r\n\r\n`)),
      fc.string().map((text) => Buffer.from(`POST ${text} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`)),
      fc.constant(
        Buffer.from('POST /openapi.json HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\nab'),
      ),
      fc.constant(
        Buffer.from(
          'POST /v1/charges HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => {
        const socket = connect(payment.port, '127.0.0.1').on('error', () => undefined);
        let text = '';
        socket.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        socket.end(bytes);
        await once(socket, 'close');
        expect(text).not.to.match(/^HTTP\/1\.1 5/);
      }),
      { numRuns: 60 },
    );
    expect(await chargeCount(payment)).to.equal(before);
    expect((await send(payment, 'GET', '/v1/charges')).status).to.equal(200);
  });
});
