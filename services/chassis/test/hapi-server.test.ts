import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createHapiServer, type ListenerLimits } from '../src/hapi-server.ts';

export const lab = Lab.script();
const { afterEach, describe, it } = lab;

async function* trickle(): AsyncGenerator<string> {
  for (let piece = 0; piece < 20; piece += 1) {
    yield 'piece';
    await sleep(10);
  }
}

describe('createHapiServer()', () => {
  let server: Server;
  afterEach(() => server.stop({ timeout: 100 }));

  async function serve(limits: Partial<ListenerLimits> = {}): Promise<void> {
    server = createHapiServer({ host: '127.0.0.1', port: 0 }, limits);
    // With such an extension hapi's own handler of parser errors ends the process.
    server.ext('onPreResponse', (_request, h) => h.continue);
    server.route([
      { method: 'GET', path: '/hello', handler: () => 'hello' },
      { method: 'POST', path: '/body', handler: ({ payload }) => payload as object },
      { method: 'GET', path: '/long', handler: () => Readable.from(trickle(), { objectMode: false }) },
      { method: 'POST', path: '/slow', handler: async () => sleep(100, 'slow') },
    ]);
    await server.start();
  }

  async function open(): Promise<{ socket: Socket; answer: Promise<string> }> {
    const socket = connect(Number(server.info.port), '127.0.0.1').on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const answer = once(socket, 'close').then(() => text);
    await once(socket, 'connect');
    return { socket, answer };
  }
  const ask = async (...parts: string[]) => {
    const { socket, answer } = await open();
    for (const part of parts) {
      socket.write(part);
      await sleep(30);
    }
    return answer;
  };
  const isAlive = async () => (await fetch(`${server.info.uri}/hello`)).status === 200;

  it('survives bytes after the end of a request that is still being answered', async () => {
    await serve();
    const head = 'Host: x\r\nContent-Type: application/json\r\n';
    // Nobody answers what is not a request in the name of the request before it.
    expect(await ask(`POST /slow HTTP/1.1\r\n${head}Content-Length: 2\r\nConnection: close\r\n\r\n{}x`)).to.equal('');
    expect(
      await ask(`POST /nowhere HTTP/1.1\r\n${head}Content-Length: 1\r\nConnection: close\r\n\r\nab`),
    ).to.not.include(' 200 ');
    expect(await ask(`POST /slow HTTP/1.1\r\n${head}Content-Length: 2\r\n\r\n{}`, '\0\r\n\r\n')).to.equal('');
    expect(await isAlive()).to.be.true();
  });

  it('puts no answer into the middle of another', async () => {
    await serve();
    const text = await ask('GET /long HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', 'zz\r\n');
    expect(text).to.startWith('HTTP/1.1 200').and.to.include('piece').and.not.to.include('HTTP/1.1 400');
  });

  it('survives a connection that breaks in the middle of a request', async () => {
    await serve();
    const { socket, answer } = await open();
    socket.write('GET /hello HTTP/1.1\r\nHo');
    await sleep(20);
    socket.resetAndDestroy();
    await answer;
    expect(await isAlive()).to.be.true();
  });

  it('answers bytes that are no request with a problem, and hangs up', async () => {
    await serve();
    const head = 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const cases: Record<string, string[]> = {
      '400 Bad Request': ['\0\0\r\n\r\n'],
      '400 Bad Request ': [`${head}Transfer-Encoding: chunked\r\n\r\n`, 'zz\r\n'],
      '413 Payload Too Large': [`${head}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`],
      '431 Request Header Fields Too Large': [`${head}X: ${'x'.repeat(20_000)}\r\n\r\n`],
    };
    for (const [status, parts] of Object.entries(cases)) {
      const text = await ask(...parts);
      expect(text).to.startWith(`HTTP/1.1 ${status.trim()}\r\n`);
      const body = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as object;
      expect(body)
        .to.include({ status: Number(status.slice(0, 3)) })
        .and.to.include(['type', 'detail', 'fix']);
    }
    expect(await isAlive()).to.be.true();
  });

  it('answers 408 to headers and to bodies that never end, and serves others meanwhile', async () => {
    await serve({ headersMs: 150, requestMs: 300, lookEveryMs: 20 });
    const begun = performance.now();
    const head = 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n';
    const asked = [ask(head), ...Array.from({ length: 20 }, () => ask(`${head}\r\n{`))];
    await sleep(60);
    expect(await isAlive()).to.be.true();
    for (const text of await Promise.all(asked)) {
      expect(text).to.startWith('HTTP/1.1 408 Request Timeout\r\n');
    }
    expect(performance.now() - begun).to.be.below(2000);
  });

  it('refuses a request with two Host headers', async () => {
    await serve();
    expect(await ask('GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n')).to.startWith(
      'HTTP/1.1 400',
    );
  });

  it('closes connections beyond the limit of an address, and takes new connections once others have closed', async () => {
    let refused = 0;
    await serve({
      connectionsPerAddress: 2,
      onRefused: () => {
        refused += 1;
      },
    });
    const [first, second] = [await open(), await open()];
    expect(await (await open()).answer).to.equal('');
    expect(refused).to.equal(1);
    for (const { socket, answer } of [first, second]) {
      socket.end();
      await answer;
    }
    expect(await isAlive()).to.be.true();
  });

  it('needs nobody to hear of refused connections', async () => {
    await serve({ connectionsPerAddress: 0 });
    expect(await (await open()).answer).to.equal('');
  });
});
