import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { CallerRates } from '../../src/auth/caller-rate.ts';
import { startPayment } from '../../testing/payment.ts';
import { charge, chargeCount, order } from '../../testing/requests.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('CallerRates', () => {
  it('lets a caller send a burst, then its rate, and says how long to wait', () => {
    let now = 0;
    const rates = new CallerRates({ perSecond: 2, burst: 3 }, () => now);
    for (let request = 0; request < 3; request += 1) {
      rates.count('a');
    }
    const error = expect(() => {
      rates.count('a');
    }).to.throw(/a sends more requests/) as Error & { output: { headers: Record<string, string> } };
    expect(error.output.headers).to.include({ 'Retry-After': '1' });
    // Another caller has a bucket of its own.
    rates.count('b');
    now = 500;
    rates.count('a');
    expect(() => {
      rates.count('a');
    }).to.throw();
    now = 60_000;
    for (let request = 0; request < 3; request += 1) {
      rates.count('a');
    }
  });

  it('never lets through more than the burst and the rate together, whenever requests come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1 }), (pauses) => {
        let now = 0;
        let passed = 0;
        const rates = new CallerRates({ perSecond: 10, burst: 4 }, () => now);
        for (const pause of pauses) {
          now += pause;
          try {
            rates.count('a');
            passed += 1;
          } catch {
            // Counted by its absence.
          }
        }
        expect(passed).to.be.at.least(Math.min(4, pauses.length));
        expect(passed).to.be.at.most(4 + now / 100 + 1);
      }),
    );
  });
});

describe('a caller that sends too much', () => {
  it('is refused with 429, charged nothing, and counted', async () => {
    const payment = await startPayment({ callerRate: { perSecond: 1, burst: 2 } });
    const answers = [];
    for (const name of ['1', '2', '3']) {
      answers.push(await charge(payment, order(10, 'eager'), name));
    }
    expect(answers.map(({ status }) => status)).to.equal([200, 200, 429]);
    const [, , refused] = answers;
    expect(refused?.headers.get('retry-after')).to.equal('1');
    expect(refused?.body).to.include({ type: '/problems/too-many-requests', result: false });
    expect(refused?.body['requestId']).to.equal(refused?.headers.get('request-id'));
    expect(await chargeCount(payment, 'eager')).to.equal(2);
    expect(await payment.registry.metrics()).to.include('payment_rate_limited_total 1');
    await payment.stop();
  });
});
