import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import { health } from '../../src/routes/health.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('GET /rest/health', () => {
  it('answers the JSON text ok', async () => {
    const server = Hapi.server();
    server.route(health);
    const answer = await server.inject('/rest/health');
    expect(answer.payload).to.equal('"ok"');
    expect(answer.headers['content-type']).to.match(/^application\/json/);
  });
});
