import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { badRequest } from '@hapi/boom';
import Hapi from '@hapi/hapi';
import { problems } from '@tinjis/chassis/problem';
import { databaseAway } from '../../src/plugins/database-away.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('database-away', () => {
  const answerTo = async (error?: Error) => {
    const server = Hapi.server();
    await server.register({ plugin: problems, options: { onFailure: () => undefined } });
    await server.register(databaseAway);
    server.route({
      method: 'GET',
      path: '/',
      handler: () => {
        if (error) throw error;
        return 'fine';
      },
    });
    return server.inject('/');
  };

  it('asks callers to come back while the database does not answer', async () => {
    const answer = await answerTo(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    expect(answer.statusCode).to.equal(503);
    expect(answer.headers['retry-after']).to.equal('5');
    expect(JSON.parse(answer.payload)).to.include({ type: '/problems/database-away', status: 503 });
  });

  it('leaves every other answer as it is', async () => {
    expect((await answerTo()).payload).to.equal('fine');
    expect((await answerTo(new Error('broken'))).statusCode).to.equal(500);
    expect((await answerTo(badRequest('timeout must be a number'))).statusCode).to.equal(400);
  });
});
