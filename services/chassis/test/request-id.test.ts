import Hapi, { type Request } from '@hapi/hapi';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createLogger } from '../src/logger.ts';
import { currentTrace, requestNames, requestIdOf, traceHeaders, withinTrace } from '../src/request-id.ts';
import { lines } from '../testing/log.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const name = '0123456789abcdef0123456789abcdef';

/** What a handler makes of a request with these headers. */
async function ask<T>(headers: Record<string, string>, look: (request: Request) => T): Promise<T> {
  const server = Hapi.server();
  server.route({ method: 'GET', path: '/', handler: (request) => look(request) as object });
  return (await server.inject({ url: '/', headers })).result as T;
}

describe('requestIdOf()', () => {
  it('names a request, the same each time, and no other request', async () => {
    const ids = () =>
      ask({ traceparent: `00-${trace}-${span}-01` }, (request) => [requestIdOf(request), requestIdOf(request)]);
    const [first = '', second = ''] = await ids();
    const [other = ''] = await ids();
    expect(first)
      .to.match(/^[0-9a-f]{32}$/)
      .and.to.equal(second);
    expect([first, trace].includes(other)).to.be.false();
  });
});

describe('requestNames()', () => {
  it('names the trace and the span that called', async () => {
    expect(await ask({ traceparent: `00-${trace}-${span}-01` }, requestNames)).to.include({
      traceId: trace,
      parentId: span,
    });
    // A later version may have more parts.
    expect(await ask({ traceparent: `01-${trace}-${span}-00-more` }, requestNames)).to.include({ traceId: trace });
  });

  it('names a new trace by the request where the caller sends none, or none that is valid', async () => {
    for (const traceparent of [
      undefined,
      'nonsense',
      `00-${'0'.repeat(32)}-${span}-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `ff-${trace}-${span}-01`,
      `00-${trace.toUpperCase()}-${span}-01`,
    ]) {
      const names = await ask(traceparent === undefined ? {} : { traceparent }, requestNames);
      expect(names, String(traceparent)).to.equal({ requestId: names.requestId, traceId: names.requestId });
    }
  });
});

describe('traceHeaders()', () => {
  it('passes the trace of a request on, its state included, with a span of its own', async () => {
    const headers = { traceparent: `00-${trace}-${span}-01`, tracestate: 'vendor=1' };
    expect(await ask(headers, (request) => withinTrace(request, () => traceHeaders(name)))).to.equal({
      traceparent: `00-${trace}-0123456789abcdef-01`,
      tracestate: 'vendor=1',
    });
  });

  it('begins a trace where there is none', () => {
    expect(currentTrace()).to.be.undefined();
    expect(traceHeaders(name)).to.equal({ traceparent: `00-${name}-0123456789abcdef-00` });
  });
});

describe('withinTrace()', () => {
  it('lets log lines name the trace of the request that began the work, and no other lines', async () => {
    const log = lines();
    const logger = createLogger({ name: 'test', level: 'info' }, log);
    await ask({ traceparent: `00-${trace}-${span}-01` }, (request) =>
      withinTrace(request, async () => {
        await Promise.resolve();
        logger.info('inside');
        return {};
      }),
    );
    logger.info('outside');
    expect(log.read().map(({ msg, traceId }) => [msg, traceId])).to.equal([
      ['inside', trace],
      ['outside', undefined],
    ]);
  });
});
