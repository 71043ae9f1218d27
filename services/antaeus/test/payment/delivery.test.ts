import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { CircuitState } from 'cockatiel';
import { createDelivery, PaymentDown, type Delivery, type DeliveryTerms } from '../../src/payment/delivery.ts';
import { NoVerdict, type ChargeOrder, type Verdict } from '../../src/payment/verdict.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const order = (idempotencyKey: string): ChargeOrder => ({
  idempotencyKey,
  customerId: 1,
  invoiceId: 1,
  amountMinor: 1000n,
  currency: 'EUR',
});
const terms: DeliveryTerms = {
  retries: 2,
  firstBackoffMs: 1,
  maxBackoffMs: 2,
  breakAfter: 4,
  halfOpenAfterMs: 20,
  patienceMs: 10_000,
};
const { signal } = new AbortController();

/** A delivery to a client that does what the test says, key by key. */
const deliveryTo = (
  answer: (key: string) => Promise<Verdict>,
  patienceMs = terms.patienceMs,
): { delivery: Delivery; sent: string[]; states: CircuitState[] } => {
  const sent: string[] = [];
  const states: CircuitState[] = [];
  const charge = ({ idempotencyKey }: ChargeOrder) => {
    sent.push(idempotencyKey);
    return answer(idempotencyKey);
  };
  const client = { charge, close: async () => undefined };
  return {
    delivery: createDelivery(client, { ...terms, patienceMs }, (state) => {
      states.push(state);
    }),
    sent,
    states,
  };
};

describe('createDelivery', () => {
  it('sends an order again under its key until there is a verdict', async () => {
    let failures = 2;
    const { delivery, sent } = deliveryTo(async () => {
      if ((failures -= 1) >= 0) throw new NoVerdict('cut off');
      return { outcome: 'paid' };
    });
    expect(await delivery.deliver(order('a'), signal)).to.equal({ outcome: 'paid' });
    expect(sent).to.equal(['a', 'a', 'a']);
  });

  it('sends a declined order and a refused one once', async () => {
    for (const outcome of ['declined', 'refused'] as const) {
      const { delivery, sent } = deliveryTo(async () => ({ outcome }));
      expect((await delivery.deliver(order('a'), signal)).outcome).to.equal(outcome);
      expect(sent).to.have.length(1);
    }
  });

  it('gives one order up while payment answers others', async () => {
    const { delivery, sent, states } = deliveryTo(async (key) => {
      if (key === 'poison') throw new NoVerdict('payment answered 500');
      return { outcome: 'paid' };
    });
    await expect(delivery.deliver(order('poison'), signal)).to.reject(NoVerdict, 'payment answered 500');
    expect(sent).to.have.length(3);
    expect((await delivery.deliver(order('b'), signal)).outcome).to.equal('paid');
    expect(states).to.equal([]);
  });

  it('leaves payment alone while it is down, with one order at a time as a question, and goes on once it is back', async () => {
    let failures = 9;
    let questions = 0;
    const { delivery, sent, states } = deliveryTo(async () => {
      // What was sent before payment counted as down may still be under way, and is no question.
      const question = states.length > 0 && states.at(-1) !== CircuitState.Closed;
      if (question) expect((questions += 1)).to.equal(1);
      await new Promise((later) => setTimeout(later, 2));
      if (question) questions -= 1;
      if ((failures -= 1) >= 0) throw new NoVerdict('connection refused');
      return { outcome: 'paid' };
    });
    const verdicts = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => delivery.deliver(order(key), signal)),
    );
    expect(verdicts.every(({ outcome }) => outcome === 'paid')).to.be.true();
    expect(states[0]).to.equal(CircuitState.Open);
    expect(states.at(-1)).to.equal(CircuitState.Closed);
    expect(sent).to.have.length(9 + 6);
  });

  it('says that payment is down once patience is over, and why', async () => {
    const { delivery } = deliveryTo(async () => {
      throw new NoVerdict('connection refused');
    }, 80);
    const ends = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((key) => delivery.deliver(order(key), signal)));
    for (const end of ends) {
      expect(end.status === 'rejected' && end.reason)
        .to.be.instanceof(PaymentDown)
        .and.include({ message: 'payment is down: connection refused' });
    }
  });

  it('ends its waits when told to', async () => {
    const stopping = new AbortController();
    const { delivery } = deliveryTo(async () => {
      throw new NoVerdict('connection refused');
    });
    const ends = ['a', 'b', 'c', 'd', 'e'].map((key) => delivery.deliver(order(key), stopping.signal));
    setTimeout(() => {
      stopping.abort();
    }, 40);
    for (const end of await Promise.allSettled(ends)) {
      expect(end.status === 'rejected' && (end.reason as Error).name).to.not.equal('PaymentDown');
    }
  });
});
