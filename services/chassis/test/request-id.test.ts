import Hapi, { type Request } from '@hapi/hapi';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { requestIdOf, traceparent } from '../src/request-id.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('requestIdOf()', () => {
  const server = Hapi.server();
  server.route({
    method: 'GET',
    path: '/',
    handler: (request: Request) => [requestIdOf(request), requestIdOf(request)],
  });
  const ids = async (headers: Record<string, string> = {}) =>
    JSON.parse((await server.inject({ url: '/', headers })).payload) as string[];

  it('is the trace id of the caller’s trace context', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(await ids({ traceparent: traceparent(trace) })).to.equal([trace, trace]);
  });

  it('is new where the caller sends none, or none that is valid, and stays the same for a request', async () => {
    const zeros = `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`;
    for (const header of [undefined, 'nonsense', zeros, '00-4BF9-1-01']) {
      const [first = '', second = ''] = await ids(header === undefined ? {} : { traceparent: header });
      expect(first)
        .to.match(/^[0-9a-f]{32}$/)
        .and.to.equal(second);
    }
    expect(await ids()).not.to.equal(await ids());
  });
});
