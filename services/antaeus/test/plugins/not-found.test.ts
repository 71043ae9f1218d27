import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import { notFound } from '../../src/plugins/not-found.ts';
import { problems } from '@tinjis/chassis/problem';

export const lab = Lab.script();
const { describe, it } = lab;

describe('not-found', () => {
  it('answers every 404 with the JSON text, and leaves other answers alone', async () => {
    const server = Hapi.server();
    await server.register({ plugin: problems, options: { onFailure: () => undefined } });
    await server.register(notFound);
    server.route([
      { method: 'GET', path: '/there', handler: () => 'there' },
      {
        method: 'GET',
        path: '/broken',
        handler: () => {
          throw new Error('broken');
        },
      },
    ]);
    const missing = await server.inject('/nowhere');
    expect([missing.statusCode, missing.payload]).to.equal([404, '"not found"']);
    expect(missing.headers['content-type']).to.match(/^application\/json/);
    expect((await server.inject('/there')).payload).to.equal('there');
    expect((await server.inject('/broken')).statusCode).to.equal(500);
  });

  it('leaves an answer alone that nobody has made a problem of yet', async () => {
    const server = Hapi.server();
    await server.register(notFound);
    expect((await server.inject('/nowhere')).payload).to.contain('Not Found');
  });
});
