import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { seedChallenge } from '../src/seed/challenge.ts';
import { paymentDouble, type PaymentDouble } from '../testing/payment-double.ts';
import { replica, type Replica } from '../testing/replica.ts';
import { openStore, type Store } from '../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

/** What an HTTP/1.1 client of the JDK sends, as one piece of text. */
const request = (method: string, path: string) =>
  `${method} ${path} HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\nUser-Agent: khttp/1.0.0-SNAPSHOT\r\nHost: localhost\r\nConnection: keep-alive\r\n${
    method === 'POST' ? 'Content-Type: application/json\r\nContent-Length: 0\r\n' : ''
  }\r\n`;

const split = (answer: string) => {
  const end = answer.indexOf('\r\n\r\n') + 4;
  return [answer.slice(0, end), answer.slice(end)] as const;
};

/** An answer whose body is put together from its chunks and unpacked. */
const plain = (answer: string) => {
  const [head, body] = split(answer);
  if (!/transfer-encoding: chunked/i.test(head)) return answer;
  let whole = '';
  for (let rest = body; !rest.startsWith('0\r\n');) {
    const start = rest.indexOf('\r\n') + 2;
    const length = parseInt(rest, 16);
    whole += rest.slice(start, start + length);
    rest = rest.slice(start + length + 2);
  }
  const bytes = Buffer.from(whole, 'latin1');
  return head + (/content-encoding: gzip/i.test(head) ? gunzipSync(bytes) : bytes).toString();
};

describe('the server, to a client over a plain socket', () => {
  let store: Store;
  let payment: PaymentDouble;
  let antaeus: Replica;
  let port: number;
  before(async () => {
    store = await openStore();
    payment = await paymentDouble();
    antaeus = await replica({ databaseUrl: store.url, paymentUrl: payment.url });
    await antaeus.server.start();
    port = antaeus.server.info.port as number;
  });
  beforeEach(async () => {
    await store.reset();
    await seedChallenge(store.db);
    payment.received.length = 0;
  });
  after(async () => {
    await antaeus.close();
    await payment.close();
    await store.drop();
  });

  /** Sends texts over one connection, each after the answer to the one before, and reads the answers. */
  const converse = async (...texts: string[]): Promise<string[]> => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    const answers: string[] = [];
    for (const text of texts) {
      let answer = '';
      const { promise: whole, resolve } = Promise.withResolvers<unknown>();
      socket.once('end', resolve);
      socket.on('data', (chunk) => {
        answer += String(chunk);
        const [head = '', body = ''] = split(answer);
        const length = /content-length: (\d+)/i.exec(head)?.[1];
        if (length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length)) resolve(undefined);
      });
      socket.write(text);
      await whole;
      answers.push(plain(answer));
      socket.removeAllListeners('data');
    }
    socket.destroy();
    return answers;
  };

  it('speaks the API it always spoke, over one kept connection and in any case', async () => {
    const [health, pay, invoices, invoice, missing, unknown] = await converse(
      request('GET', '/rest/health'),
      request('POST', '/REST/V1/INVOICES/PAY'),
      request('GET', '/rest/v1/invoices/'),
      request('GET', '/Rest/V1/Invoices/1'),
      request('GET', '/rest/v1/invoices/11'),
      request('GET', '/elsewhere'),
    );
    expect(String(health)).to.startWith('HTTP/1.1 200 OK').and.endWith('"ok"');
    expect(String(pay))
      .to.startWith('HTTP/1.1 200 OK')
      .and.endWith('\r\n\r\ntrue')
      .and.match(/content-type: application\/json/i);
    expect(invoices).to.match(
      /\[\{"id":1,"customerId":1,"amount":\{"value":[\d.]+,"currency":"[A-Z]{3}"\},"status":"PAID"\},/,
    );
    expect(invoice).to.match(
      /\{"id":1,"customerId":1,"amount":\{"value":[\d.]+,"currency":"[A-Z]{3}"\},"status":"PAID"\}$/,
    );
    for (const answer of [missing, unknown]) {
      expect(String(answer)).to.startWith('HTTP/1.1 404 Not Found').and.endWith('"not found"');
    }
  });

  it('bills once for a client that is cut off and sends its call again, silently', async () => {
    payment.behave = () => 'decline';
    const first = connect(port, '127.0.0.1');
    first.write(request('POST', '/rest/v1/invoices/pay'));
    while (payment.received.length === 0) {
      await new Promise((later) => setTimeout(later, 1));
    }
    first.destroy();
    const [again] = await converse(request('POST', '/rest/v1/invoices/pay'));
    expect(String(again)).to.endWith('false');
    const invoices = payment.received.map(({ body }) => body.invoiceId);
    // The second call either joined the first one's run or, had that just ended, began its own.
    const runs = again?.includes('billing-runs/1') ? 1 : 2;
    expect(invoices).to.have.length(8 * runs);
    expect(new Set(payment.received.map(({ key }) => key)).size).to.equal(8 * runs);
  });

  it('answers nonsense with an error and goes on', async () => {
    const [answer] = await converse('NONSENSE\r\n\r\n');
    expect(String(answer)).to.startWith('HTTP/1.1 400');
    const [health] = await converse(request('GET', '/rest/health'));
    expect(String(health)).to.endWith('"ok"');
  });
});
