import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { delivered, proveDelivered } from '../../src/upstream/delivered.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const longMs = 60_000;

/** A request over a bare connection: the server's side of it and the caller's. */
async function request(): Promise<{ response: ServerResponse; caller: Socket; done: () => void }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  caller.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  return {
    response,
    caller,
    done: () => {
      caller.destroy();
      server.close();
    },
  };
}

describe('delivered()', () => {
  it('is yes when the connection outlives the answer', async () => {
    const { response, done } = await request();
    const answer = delivered(response, 10);
    response.end('x');
    expect(await answer).to.be.true();
    done();
  });

  it('is yes when another request comes on the connection', async () => {
    const { response, done } = await request();
    const answer = delivered(response, longMs);
    response.end('x');
    await once(response, 'finish');
    proveDelivered(response.req.socket);
    expect(await answer).to.be.true();
    done();
  });

  it('leaves nothing behind on a connection that lives on', async () => {
    const { response, done } = await request();
    const { socket } = response.req;
    const before = socket.listenerCount('close');
    const answer = delivered(response, 10);
    response.end('x');
    await answer;
    expect(socket.listenerCount('close')).to.be.at.most(before);
    done();
  });

  it('is no when the connection is closed in order before its time, which proves nothing', async () => {
    const { response, caller, done } = await request();
    const answer = delivered(response, longMs);
    response.end('x');
    await once(caller, 'data');
    caller.end();
    expect(await answer).to.be.false();
    done();
  });

  it('is no when the connection is reset after the answer', async () => {
    const { response, caller, done } = await request();
    const answer = delivered(response, longMs);
    response.end('x');
    await once(response, 'finish');
    caller.resetAndDestroy();
    expect(await answer).to.be.false();
    done();
  });

  it('is no when the connection ends before the answer', async () => {
    const { response, caller, done } = await request();
    const answer = delivered(response, 0);
    caller.destroy();
    expect(await answer).to.be.false();
    done();
  });

  it('is no when the caller was gone before anybody looked', async () => {
    const { response, caller, done } = await request();
    caller.destroy();
    await once(response, 'close');
    expect(await delivered(response, 0)).to.be.false();
    done();
  });

  it('takes nothing for a proof before an answer', async () => {
    const { response, caller, done } = await request();
    const answer = delivered(response, 0);
    proveDelivered(response.req.socket);
    caller.destroy();
    expect(await answer).to.be.false();
    done();
  });
});
