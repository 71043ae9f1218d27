import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import Joi from 'joi';
import { Registry } from 'prom-client';
import { createLogger } from '../src/logger.ts';
import { problem } from '../src/problem.ts';
import { createPublicServer, type PublicServerOptions } from '../src/public-server.ts';
import { lines } from '../testing/log.ts';

export const lab = Lab.script();
const { describe, it } = lab;

async function serve(options: Partial<PublicServerOptions> = {}) {
  const log = lines();
  const registry = new Registry();
  const server = await createPublicServer({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ name: 'test', level: 'debug' }, log),
    registry,
    ...options,
  });
  const amount = Joi.object({
    value: Joi.number().positive().precision(2).required(),
    currency: Joi.string().required(),
  });
  server.route([
    { method: 'GET', path: '/hello', handler: () => 'hello' },
    {
      method: 'POST',
      path: '/amounts',
      options: { validate: { payload: amount } },
      handler: ({ payload }) => payload as object,
    },
    {
      method: 'GET',
      path: '/broken',
      handler: () => {
        throw new Error('the reason is ours');
      },
    },
    {
      method: 'GET',
      path: '/teapot',
      handler: () => {
        throw problem(418, {
          type: 'teapot',
          detail: 'I am one.',
          fix: 'Ask for tea.',
          extra: { pot: 1 },
          headers: { 'X-Tea': 'green' },
        });
      },
    },
    { method: 'GET', path: '/slow', handler: async () => sleep(400, 'slow') },
  ]);
  return { server, log, registry };
}

describe('the public port', () => {
  it('answers a fault that a handler states as problem+json', async () => {
    const { server } = await serve();
    const answer = await server.inject('/teapot');
    expect(answer.statusCode).to.equal(418);
    expect(answer.headers).to.include({ 'content-type': 'application/problem+json', 'x-tea': 'green' });
    const { requestId, ...body } = answer.result as Record<string, unknown>;
    expect(requestId)
      .to.match(/^[0-9a-f]{32}$/)
      .and.to.equal(answer.headers['request-id']);
    expect(body).to.equal({
      type: '/problems/teapot',
      title: "I'm a Teapot",
      status: 418,
      detail: 'I am one.',
      fix: 'Ask for tea.',
      pot: 1,
    });
  });

  it('lists every refused field, and converts or rounds nothing', async () => {
    const { server } = await serve();
    const answer = await server.inject({ method: 'POST', url: '/amounts', payload: { value: '1.5' } });
    expect(answer.statusCode).to.equal(400);
    const { errors } = JSON.parse(answer.payload) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field)).to.equal(['value', 'currency']);
    expect(
      (await server.inject({ method: 'POST', url: '/amounts', payload: { value: 1.555, currency: 'EUR' } })).statusCode,
    ).to.equal(400);
    expect(
      (await server.inject({ method: 'POST', url: '/amounts', payload: { value: 1.55, currency: 'EUR' } })).result,
    ).to.equal({ value: 1.55, currency: 'EUR' });
  });

  it('answers what hapi refuses as problem+json too', async () => {
    const { server } = await serve({ maxBytes: 100 });
    const post = (payload: string, type = 'application/json') =>
      server.inject({ method: 'POST', url: '/amounts', payload, headers: { 'content-type': type } });
    const answers = {
      400: await post('{"value":'),
      413: await post(' '.repeat(200)),
      415: await post('a=b', 'application/x-www-form-urlencoded'),
      404: await server.inject('/nowhere'),
    };
    for (const [status, answer] of Object.entries(answers)) {
      expect(answer.statusCode).to.equal(Number(status));
      expect(JSON.parse(answer.payload))
        .to.include({ status: Number(status) })
        .and.to.include(['type', 'title', 'detail', 'fix']);
    }
  });

  it("lets another error than joi's pass through a route's validation as it is", async () => {
    const { server } = await serve();
    const validate = {
      query: async () => Promise.reject(problem(429, { type: 'too-many', detail: 'Too many.', fix: 'Wait.' })),
    };
    server.route({ method: 'GET', path: '/picky', options: { validate }, handler: () => 'never' });
    expect((await server.inject('/picky')).statusCode).to.equal(429);
  });

  it('tells the log, and not the caller, why a handler failed', async () => {
    const { server, log } = await serve();
    const answer = await server.inject('/broken?key=hunter2');
    expect(answer.statusCode).to.equal(500);
    expect(answer.payload).to.not.include('the reason is ours');
    const { requestId } = JSON.parse(answer.payload) as { requestId: string };
    expect(log.read().map((line) => line['requestId'])).to.equal([requestId, requestId]);
    const written = JSON.stringify(log.read());
    expect(written).to.include('the reason is ours').and.to.include('/broken');
    expect(written).to.not.include('hunter2');
  });

  it('logs the route of a request, and nothing else of its path', async () => {
    const { server, log } = await serve();
    for (const url of ['/hello', '/nowhere/hunter2', '/hello%2Fhunter2', '/%256b/hunter2', '/hello?key=hunter2']) {
      await server.inject(url);
    }
    expect(log.read().map(({ route, status }) => [route, status])).to.equal([
      ['/hello', 200],
      ['/{p*}', 404],
      ['/{p*}', 404],
      ['/{p*}', 404],
      ['/hello', 200],
    ]);
    expect(JSON.stringify(log.read())).to.not.include('hunter2');
  });

  it('logs an answer only where somebody asked for such lines', async () => {
    const counts = { debug: 1, info: 0 };
    for (const [level, count] of Object.entries(counts)) {
      const log = lines();
      const { server } = await serve({ logger: createLogger({ name: 'test', level }, log) });
      await server.inject('/hello');
      expect(log.read()).to.have.length(count);
    }
  });

  it('lets a plugin put more into the body of an error', async () => {
    const { server } = await serve();
    server.plugins.problems.decorators.push((request, body) => ({ ...body, result: false, path: request.path }));
    expect(JSON.parse((await server.inject('/nowhere')).payload)).to.include({
      result: false,
      path: '/nowhere',
      status: 404,
    });
  });

  it('takes bodies under any name and paths in any case where the service says so', async () => {
    const { server } = await serve({ bodies: 'any', isCaseSensitive: false });
    expect((await server.inject('/HELLO')).payload).to.equal('hello');
    const answer = await server.inject({
      method: 'POST',
      url: '/amounts',
      payload: '<a/>',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.statusCode).to.equal(400);
    expect((await (await serve()).server.inject('/HELLO')).statusCode).to.equal(404);
  });

  it('times requests by route and never by the path that was asked', async () => {
    const { server, registry } = await serve();
    await server.inject('/hello');
    await server.inject('/nowhere/hunter2');
    const metrics = await registry.metrics();
    expect(metrics).to.include('http_request_duration_seconds_count{method="get",route="/hello",status="200"} 1');
    expect(metrics).to.not.include('hunter2');
  });

  it('notes a caller who went away before the answer', async () => {
    const { server, log } = await serve();
    await server.start();
    const socket = connect(Number(server.info.port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(100);
    socket.destroy();
    while (log.read().length === 0) await sleep(10);
    await server.stop({ timeout: 1000 });
    expect(log.read().map(({ status }) => status)).to.include(499);
  });

  it('sheds what it cannot answer soon with Retry-After, and answers again afterwards', async () => {
    const { server } = await serve({ overload: { maxConcurrent: 2, maxEventLoopDelayMs: 1000, retryAfterSeconds: 3 } });
    await server.start();
    const answers = await Promise.all(['/slow', '/slow', '/hello'].map((path) => fetch(server.info.uri + path)));
    expect(answers.map(({ status }) => status)).to.equal([200, 200, 503]);
    expect(answers[2]?.headers.get('retry-after')).to.equal('3');
    expect((await answers[2]?.json()) as object).to.include({ type: '/problems/overloaded' });
    expect((await fetch(`${server.info.uri}/hello`)).status).to.equal(200);
    await server.stop();
  });

  it('gives no place to a request whose body trickles in', async () => {
    const { server } = await serve({ overload: { maxConcurrent: 2, maxEventLoopDelayMs: 60_000 } });
    await server.start();
    const head = 'POST /amounts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
    const trickling = Array.from({ length: 20 }, () =>
      connect(Number(server.info.port), '127.0.0.1', function (this: Socket) {
        this.write(head);
      }),
    );
    await sleep(100);
    expect((await fetch(`${server.info.uri}/hello`)).status).to.equal(200);
    for (const socket of trickling) {
      socket.destroy();
    }
    await server.stop({ timeout: 1000 });
  });

  it('counts the connections that it closed for the sake of others', async () => {
    const { server, registry } = await serve({ connectionsPerAddress: 1 });
    await server.start();
    const first = connect(Number(server.info.port), '127.0.0.1');
    await once(first, 'connect');
    const second = connect(Number(server.info.port), '127.0.0.1');
    await once(second, 'close');
    expect(await registry.metrics()).to.include('http_connections_refused_total 1');
    first.destroy();
    await server.stop({ timeout: 1000 });
  });

  it('sheds while the event loop lags', async () => {
    const { server } = await serve({ overload: { maxConcurrent: 100, maxEventLoopDelayMs: 50 } });
    await server.start();
    const lag = Date.now() + 700;
    while (Date.now() < lag);
    await sleep(1);
    expect((await server.inject('/hello')).statusCode).to.equal(503);
    await sleep(600);
    expect((await server.inject('/hello')).statusCode).to.equal(200);
    await server.stop();
  });
});
