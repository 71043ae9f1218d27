import { openDatabase } from '@tinjis/chassis/database';
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

  it('lets no caller take all places with orders that wait for each other', async () => {
    payment.control.override({ latency: { kind: 'fixed', ms: 100 } }, 60);
    const answers = await Promise.all(Array.from({ length: 25 }, () => charge(payment, order(10, 'flood'))));
    const refused = answers.filter(({ status }) => status === 429);
    // An order has its turn at once, and twenty wait.
    expect(refused).to.have.length(4);
    for (const { headers, body } of refused) {
      expect(headers.get('retry-after')).to.equal('1');
      expect(body).to.include({ type: '/problems/too-many-waiting', charged: 'no', result: false });
    }
    expect(await chargeCount(payment, 'flood')).to.equal(21);
  });

  it('waits no longer than an answer takes to be released, whatever the database’s clock says', async () => {
    payment.control.override({ faults: { cutAfterCommit: 1 } }, 60);
    await expect(charge(payment, order(10, 'clock'))).to.reject();
    payment.control.reset();
    const { database } = payment;
    const owner = openDatabase<never>({ url: payment.databaseUrl, maxConnections: 1, applicationName: 'test' });
    await owner.pool.query(`update undelivered_answers set written_at = now() + interval '1 hour'`);
    await owner.close();
    const replica = await startPayment({ databaseUrl: payment.databaseUrl, settleMs: 60 });
    const begun = performance.now();
    const answer = await charge(replica, order(10, 'clock'));
    await replica.stop();
    expect(answer.headers.get('idempotent-replayed')).to.equal('true');
    expect(performance.now() - begun).to.be.between(500, 3000);
    expect((await database.pool.query("select from charges where customer = 'clock'")).rowCount).to.equal(1);
  });

  it('never says that nothing was charged while an undelivered charge stands', async () => {
    payment.control.override({ faults: { cutAfterCommit: 1 } }, 60);
    await expect(charge(payment, order(10, 'spared'))).to.reject();
    payment.control.override({ faults: { error: 1 } }, 60);
    const answer = await charge(payment, order(10, 'spared'));
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('idempotent-replayed')).to.equal('true');
  });
});
