import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { startPayment, type TestPayment } from '../../testing/payment.ts';
import { charge, chargeCount, order, unbalancedCharges } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, afterEach, before, describe, it } = lab;

describe('charging without keys', () => {
  let payment: TestPayment;
  before(async () => {
    payment = await startPayment({ settleMs: 60 });
  });
  after(async () => {
    expect(await unbalancedCharges(payment)).to.equal([]);
    await payment.stop();
  });
  afterEach(() => {
    payment.control.reset();
  });

  it('lets unnamed orders that are equal take turns, and charges each whose answer arrived', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => charge(payment, order(10, 'unnamed'))));
    expect(new Set(answers.map(({ body }) => body['id'])).size).to.equal(4);
    expect(await chargeCount(payment, 'unnamed')).to.equal(4);
  });

  it('lets an unnamed order whose turn failed be followed by the next', async () => {
    payment.control.override({ faults: { error: 1 } }, 60);
    const [one, other] = await Promise.all([
      charge(payment, order(10, 'failing')),
      charge(payment, order(10, 'failing')),
    ]);
    expect([one.status, other.status]).to.equal([500, 500]);
    payment.control.reset();
    expect((await charge(payment, order(10, 'failing'))).status).to.equal(200);
  });

  it('waits for what another replica answered just now before it takes an equal unnamed order for a replay', async () => {
    const replica = await startPayment({ databaseUrl: payment.databaseUrl, settleMs: 60 });
    const first = await charge(replica, order(10, 'elsewhere'));
    const second = await charge(payment, order(10, 'elsewhere'));
    await replica.stop();
    expect(second.body['id']).not.to.equal(first.body['id']);
    expect(second.headers.has('idempotent-replayed')).to.be.false();
  });
});
