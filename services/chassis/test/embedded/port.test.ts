import { once } from 'node:events';
import { createServer } from 'node:net';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { freePort, tryPort } from '../../src/embedded/port.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('tryPort', () => {
  it('tells a free port from one that somebody has', async () => {
    const port = await freePort();
    const somebody = createServer().listen(port, '127.0.0.1');
    await once(somebody, 'listening');
    expect(await tryPort(port)).to.be.undefined();
    somebody.close();
    await once(somebody, 'close');
    expect(await tryPort(port)).to.equal(port);
  });
});
