import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { startPayment, type TestPayment } from '../../testing/payment.ts';
import { send } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('a path that exists', () => {
  let payment: TestPayment;
  before(async () => {
    payment = await startPayment();
  });
  after(() => payment.stop());

  it('answers other methods with 405 and those it knows', async () => {
    const answer = await send(payment, 'DELETE', '/v1/charges');
    expect(answer.status).to.equal(405);
    expect(answer.headers.get('allow')).to.equal('GET, HEAD, POST');
    expect(answer.body).to.include({ type: '/problems/method-not-allowed' }).and.to.include('fix');
    for (const method of ['GET', 'HEAD']) {
      expect((await send(payment, method, '/v1/charges')).status).to.equal(200);
    }
  });

  it('says to a POST that nothing was paid', async () => {
    expect((await send(payment, 'POST', '/docs', { body: {} })).body).to.include({ status: 405, result: false });
  });
});
