import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { seedChallenge } from '../../src/seed/challenge.ts';
import { togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it, beforeEach } = lab;

describe('POST /rest/v1/invoices/pay', () => {
  const together = togetherIn(lab);

  beforeEach(async () => {
    await together.store.reset();
    await seedChallenge(together.store.db);
    together.payment.received.length = 0;
  });

  const pay = (headers: Record<string, string> = {}, payload = '') =>
    together.antaeus.server.inject({ method: 'POST', url: '/rest/v1/invoices/pay', headers, payload });
  const run = async (location: unknown) =>
    JSON.parse((await together.antaeus.server.inject(String(location))).payload) as Record<string, unknown>;
  const paid = () => together.store.db.selectFrom('invoices').select('id').where('status', '=', 'PAID').execute();

  it('pays every pending invoice, goes on after a decline and answers whether all were paid', async () => {
    together.payment.behave = ({ body }) => (body.invoiceId % 2 === 0 ? 'pay' : 'decline');
    const answer = await pay();
    expect([answer.statusCode, answer.payload]).to.equal([200, 'false']);
    expect(answer.headers['content-type']).to.match(/^application\/json/);
    expect(together.payment.received).to.have.length(8);
    expect(await run(answer.headers.location)).to.include({
      state: 'finished',
      total: 8,
      paid: 4,
      declined: 4,
      pending: 0,
      rate: 0.5,
    });

    together.payment.behave = () => 'pay';
    const again = await pay();
    expect([again.statusCode, again.payload]).to.equal([200, 'true']);
    expect(together.payment.received).to.have.length(12);
    expect(await paid()).to.have.length(10);
  });

  it('passes its caller’s trace on to payment, with a span that names the attempt', async () => {
    together.payment.behave = () => 'pay';
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    await pay({ traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    expect(together.payment.received).to.have.length(8);
    for (const { key, traceparent } of together.payment.received) {
      expect(traceparent).to.equal(`00-${trace}-${key.replaceAll('-', '').slice(0, 16)}-01`);
    }
  });

  it('answers true when there is nothing to pay', async () => {
    await together.store.db.updateTable('invoices').set({ status: 'PAID' }).execute();
    expect((await pay()).payload).to.equal('true');
  });

  it('takes a body of any kind for none', async () => {
    together.payment.behave = () => 'pay';
    expect((await pay({ 'content-type': 'application/x-www-form-urlencoded' }, 'a=1')).payload).to.equal('true');
    expect((await pay({ 'content-type': 'text/plain' }, 'now')).payload).to.equal('true');
    expect((await pay({ 'content-type': 'application/json' }, '{broken')).payload).to.equal('true');
  });

  it('answers without waiting when asked to, and the run goes on', async () => {
    together.payment.behave = () => 'pay';
    const answer = await pay({ prefer: 'respond-async' });
    expect(answer.statusCode).to.equal(202);
    expect(answer.headers['preference-applied']).to.equal('respond-async');
    expect(JSON.parse(answer.payload)).to.include({ state: 'running', total: 8, pending: 8 });
    while ((await run(answer.headers.location))['state'] !== 'finished') {
      await new Promise((later) => setTimeout(later, 5));
    }
    expect(await paid()).to.have.length(10);
  });

  it('answers false when payment is down, and the run says so', async () => {
    together.payment.behave = () => 'cut-before';
    const answer = await pay();
    expect([answer.statusCode, answer.payload]).to.equal([200, 'false']);
    const { state, reason, pending } = await run(answer.headers.location);
    expect(state).to.equal('interrupted');
    expect(reason).to.match(/^payment is down: no answer from payment/);
    expect(pending).to.equal(8);

    together.payment.behave = () => 'pay';
    const again = await pay();
    expect(again.payload).to.equal('true');
    expect(again.headers.location).to.equal(answer.headers.location);
  });

  it('is one run for two who call at once', async () => {
    together.payment.behave = () => 'decline';
    together.payment.pause = () => sleep(700);
    const answers = await Promise.all([pay(), pay()]);
    together.payment.pause = () => Promise.resolve();
    expect(new Set(answers.map(({ headers }) => headers.location)).size).to.equal(1);
    expect(new Set(together.payment.received.map(({ key }) => key)).size).to.equal(8);
  });

  it('answers 500 without particulars when the database refuses, whether it waits or not', async () => {
    await together.store.pool.query('alter table attempts rename to attempts_away');
    const waiting = await pay();
    const hasty = await pay({ prefer: 'respond-async' });
    await new Promise((later) => setTimeout(later, 50));
    await together.store.pool.query('alter table attempts_away rename to attempts');
    expect(waiting.statusCode).to.equal(500);
    expect(waiting.payload).not.to.contain('attempts');
    expect(hasty.statusCode).to.equal(202);
  });
});
