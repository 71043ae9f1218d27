import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { startPayment, type TestPayment } from '../../testing/payment.ts';
import { chargeCount, send, unbalancedCharges } from '../../testing/requests.ts';
import { UpstreamClient } from '../../testing/upstream-client.ts';

export const lab = Lab.script();
const { after, afterEach, before, beforeEach, describe, it } = lab;

describe('an unmodified upstream client', () => {
  let payment: TestPayment;
  let client: UpstreamClient;
  /** A customer of each test's own: all tests share a database. */
  let customer = 0;

  before(async () => {
    payment = await startPayment({ pathKeys: true });
  });
  after(async () => {
    expect(await unbalancedCharges(payment)).to.equal([]);
    await payment.stop();
  });
  beforeEach(() => {
    customer += 1;
    payment.control.reset();
    client = upstream();
  });
  afterEach(() => {
    client.close();
  });

  const upstream = (at = payment) => new UpstreamClient(at.port, `/k/${at.key}/v1/charges`);
  const idOf = ({ text }: { text: string }) => (JSON.parse(text) as { id: string }).id;

  /** Sends a charge over a bare connection, whose end is the test's to decide. */
  async function sendBare(): Promise<Socket> {
    const socket = connect(payment.port, '127.0.0.1');
    await once(socket, 'connect');
    const body = `{"currency":{},"customer_id":${customer},"value":100}`;
    const head = ['Host: x', 'Content-Type: application/json', `Content-Length: ${body.length}`].join('\r\n');
    socket.write(`POST /k/${payment.key}/v1/charges HTTP/1.1\r\n${head}\r\n\r\n${body}`);
    return socket;
  }

  it('charges with a currency that was lost, and the default is charged', async () => {
    const { result, text } = await client.charge(customer, 123.4);
    expect(result).to.be.true();
    expect(JSON.parse(text)).to.include({
      amount: { value: 123.4, minorUnits: 12_340, currency: 'EUR' },
      customerId: String(customer),
    });
    expect(await chargeCount(payment, customer)).to.equal(1);
  });

  it('keeps its connection, and charges an equal amount anew after each answer', async () => {
    const answers = [
      await client.charge(customer, 100),
      await client.charge(customer, 100),
      await client.charge(customer, 100),
    ];
    expect(new Set(answers.map(({ connection }) => connection)).size).to.equal(1);
    expect(new Set(answers.map(idOf)).size).to.equal(3);
    expect(await chargeCount(payment, customer)).to.equal(3);
  });

  it('tries anew after a refusal', async () => {
    payment.control.override({ successRate: 0 }, 60);
    expect((await client.charge(customer, 100)).result).to.be.false();
    payment.control.reset();
    expect((await client.charge(customer, 100)).result).to.be.true();
    expect(await chargeCount(payment, customer)).to.equal(2);
  });

  it('is charged once when it is killed before it reads, which closes its connection in order', async () => {
    payment.control.override({ latency: { kind: 'fixed', ms: 40 } }, 60);
    const killed = await sendBare();
    killed.end();
    await once(killed, 'close');
    expect((await client.charge(customer, 100)).result).to.be.true();
    expect(await chargeCount(payment, customer)).to.equal(1);
  });

  it('charges anew on another connection once the first outlived the answer', async () => {
    const other = upstream();
    await client.charge(customer, 100);
    await other.charge(customer, 100);
    other.close();
    expect(await chargeCount(payment, customer)).to.equal(2);
  });

  it('is charged once when the connection is cut after the charge and it sends the request again', async () => {
    payment.control.override({ faults: { cutAfterCommit: 1 } }, 60);
    expect(await client.charge(customer, 100)).to.include({ result: true, sent: 2 });
    expect(await chargeCount(payment, customer)).to.equal(1);
  });

  it('is charged once when the connection is cut before the charge and it sends the request again', async () => {
    payment.control.override({ forced: [{ customerId: customer, outcome: 'cutBeforeCommit' }] }, 60);
    const cut = await sendBare();
    await once(cut.resume(), 'close');
    expect(await chargeCount(payment, customer)).to.equal(0);
    payment.control.reset();
    expect((await client.charge(customer, 100)).result).to.be.true();
    expect(await chargeCount(payment, customer)).to.equal(1);
  });

  it('gets the answer it never got from a service that was started anew since', async () => {
    payment.control.override({ faults: { cutAfterCommit: 1 } }, 60);
    const cut = await sendBare();
    await once(cut.resume(), 'close');
    const again = await startPayment({ pathKeys: true, databaseUrl: payment.databaseUrl });
    const other = upstream(again);
    const answer = await other.charge(customer, 100);
    other.close();
    const { charges } = (await send(again, 'GET', `/v1/charges?customerId=${customer}`)).body as {
      charges: { id: string }[];
    };
    await again.stop();
    expect(charges.map(({ id }) => id)).to.equal([idOf(answer)]);
  });

  it('is charged once when its connection breaks while the charge is made', async () => {
    payment.control.override({ latency: { kind: 'fixed', ms: 40 } }, 60);
    const broken = await sendBare();
    await sleep(10);
    broken.resetAndDestroy();
    expect((await client.charge(customer, 100)).result).to.be.true();
    expect(await chargeCount(payment, customer)).to.equal(1);
  });

  it('is charged once when its connection is reset straight after the answer was handed over', async () => {
    const broken = await sendBare();
    await once(broken, 'readable');
    // Unread data makes the close a reset: the caller never saw the answer.
    broken.resetAndDestroy();
    expect((await client.charge(customer, 100)).result).to.be.true();
    expect(await chargeCount(payment, customer)).to.equal(1);
  });

  it('gets a result with every refusal', async () => {
    payment.control.override({ faults: { error: 1 } }, 60);
    for (const path of ['/k/nobody/v1/charges', `/k/${payment.key}/v1/charges`, '/nowhere']) {
      const refused = new UpstreamClient(payment.port, path);
      expect((await refused.charge(customer, 100)).result).to.be.false();
      refused.close();
    }
    expect(await chargeCount(payment, customer)).to.equal(0);
  });

  it('never finds its key in a log or in a metric', async () => {
    payment.log.length = 0;
    await client.charge(customer, 100);
    const encoded = payment.key.replace('pay_', 'pay%255F');
    const mistyped = [`/k/${payment.key}/v1/charge`, `/x/k/${payment.key}`, `/k%2F${payment.key}`, `/k/${encoded}/v1`];
    for (const path of mistyped) {
      await send(payment, 'POST', path, { key: null });
    }
    while (payment.log.length < 5) await sleep(5);
    const secret = payment.key.replace('pay_', '');
    expect(payment.log.join('\n')).to.include('/k/{key}/v1/charges').and.not.to.include(secret);
    expect(await payment.registry.metrics())
      .to.include('/k/{key}/v1/charges')
      .and.not.to.include(payment.key);
  });
});
