import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Registry } from 'prom-client';
import { createLogger } from '../src/logger.ts';
import { methodNotAllowedRoutes } from '../src/method-not-allowed.ts';
import { createPublicServer } from '../src/public-server.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('methodNotAllowedRoutes()', () => {
  it('answers other methods of a path with 405 and those that it knows', async () => {
    const logger = createLogger({ name: 'test', level: 'silent' });
    const server = await createPublicServer({ host: '127.0.0.1', port: 0, logger, registry: new Registry() });
    server.route([
      { method: 'GET', path: '/things', handler: () => 'shown' },
      { method: 'POST', path: '/things', handler: () => 'made' },
    ]);
    server.route(methodNotAllowedRoutes(server.table()));
    const ask = (method: string) => server.inject({ method, url: '/things' });
    const refused = await ask('DELETE');
    expect(refused.statusCode).to.equal(405);
    expect(refused.headers['allow']).to.equal('GET, HEAD, POST');
    expect(JSON.parse(refused.payload)).to.include({ type: '/problems/method-not-allowed' }).and.to.include('fix');
    expect((await ask('GET')).payload).to.equal('shown');
    expect((await ask('HEAD')).statusCode).to.equal(200);
    expect((await ask('POST')).payload).to.equal('made');
  });
});
