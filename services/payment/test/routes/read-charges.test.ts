import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { newChargeId, showChargeId } from '../../src/charges/charge-id.ts';
import { keysSettleMs, startPayment, type TestPayment } from '../../testing/payment.ts';
import { charge, order, send } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('GET /v1/charges', () => {
  let payment: TestPayment;
  const made: Record<string, unknown>[] = [];
  before(async () => {
    payment = await startPayment({ behaviour: { forced: [{ amount: { value: 2 }, outcome: 'card_expired' }] } });
    for (let index = 0; index < 6; index += 1) {
      made.unshift((await charge(payment, order((index % 2) + 1, index < 4 ? 'a' : 'b'), `read-${index}`)).body);
    }
  });
  after(() => payment.stop());

  const list = async (query = '') =>
    (await send(payment, 'GET', `/v1/charges${query}`)).body as { charges: Record<string, unknown>[]; next?: string };

  it('lists charges as they were answered, newest first', async () => {
    expect(await list()).to.equal({ charges: made });
  });

  it('filters by customer and by result', async () => {
    expect((await list('?customerId=a')).charges).to.equal(made.slice(2));
    expect((await list('?result=true')).charges).to.equal(made.filter(({ result }) => result));
    expect((await list('?result=false&customerId=b')).charges).to.equal(
      made.slice(0, 2).filter(({ result }) => !result),
    );
    expect((await list('?customerId=nobody')).charges).to.equal([]);
  });

  it('gives page after page, and every charge once', async () => {
    const pages = [await list('?limit=2')];
    for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next)
      pages.push(await list(`?limit=2&before=${next}`));
    expect(pages.map(({ charges }) => charges.length)).to.equal([2, 2, 2]);
    expect(pages.flatMap(({ charges }) => charges)).to.equal(made);
  });

  it('finds a charge by the key that names it and by its invoice, and another caller’s never', async () => {
    const { body } = await charge(payment, order(1, 'c', 'INV-9'), 'key "9"');
    expect((await list('?invoiceId=INV-9')).charges).to.equal([]);
    expect(body).to.include({ status: 400 });
    const { body: found } = await charge(payment, order(1, 'c', 'INV-9'), 'key-9');
    expect((await list('?idempotencyKey=key-9')).charges).to.equal([found]);
    expect((await list('?invoiceId=INV-9')).charges).to.equal([found]);
    const [shop, admin] = [payment.addKey('shop', ['read']), payment.addKey('operator', ['admin'])];
    await sleep(keysSettleMs);
    const as = async (key: string, query: string) =>
      (await send(payment, 'GET', `/v1/charges${query}`, { key })).body['charges'];
    expect(await as(shop, '?idempotencyKey=key-9&caller=billing')).to.equal([]);
    expect(await as(admin, '?idempotencyKey=key-9&caller=billing')).to.equal([found]);
    expect(await as(admin, '?idempotencyKey=key-9&caller=shop')).to.equal([]);
  });

  it('refuses a query that means nothing', async () => {
    for (const query of [
      '?limit=0',
      '?limit=201',
      '?limit=x',
      '?result=maybe',
      '?before=x',
      '?customerId=a%00b',
      '?page=2',
      '?limit=1&limit=2',
    ]) {
      expect((await send(payment, 'GET', `/v1/charges${query}`)).status, query).to.equal(400);
    }
  });

  it('looks up one charge', async () => {
    const [newest = {}] = made;
    expect((await send(payment, 'GET', `/v1/charges/${String(newest['id'])}`)).body).to.equal(newest);
  });

  it('knows no charge by another id', async () => {
    const unknown = await send(payment, 'GET', `/v1/charges/${showChargeId(newChargeId())}`);
    expect(unknown.body)
      .to.include({ type: '/problems/no-such-charge', status: 404 })
      .and.to.include('fix')
      .and.not.to.include('result');
    expect((await send(payment, 'GET', '/v1/charges/7')).status).to.equal(400);
  });
});
