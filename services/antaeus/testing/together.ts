import type Lab from '@hapi/lab';
import { paymentDouble, type PaymentDouble } from './payment-double.ts';
import { replica, type Replica, type ReplicaOptions } from './replica.ts';
import { openStore, type Store } from './store.ts';

/** Antaeus with a database of its own and a payment that does as it is told. */
export interface Together {
  readonly store: Store;
  readonly payment: PaymentDouble;
  readonly antaeus: Replica;
  close(): Promise<void>;
}

/**
 * For tests of a single order without a verdict: it makes payment count as down for a moment, which may outlast the
 * usual patience on a busy machine.
 */
export const patient: Options = { delivery: { patienceMs: 10_000 } };

type Options = Pick<ReplicaOptions, 'delivery' | 'webFolder'>;

/**
 * Opens it before the tests of the block that calls this, and closes it after them. Its parts are there once they run.
 *
 * @param options of Antaeus; without a folder it has no page for browsers
 */
export function togetherIn({ before, after }: Lab.script.Script, options: Options = {}): Together {
  const together = {} as Together;
  before(async () => {
    Object.assign(together, await openTogether(options));
  });
  after(() => together.close());
  return together;
}

async function openTogether(options: Options): Promise<Together> {
  const store = await openStore();
  const payment = await paymentDouble();
  const antaeus = await replica({ databaseUrl: store.url, paymentUrl: payment.url, ...options });
  return {
    store,
    payment,
    antaeus,
    async close() {
      await antaeus.close();
      await payment.close();
      await store.drop();
    },
  };
}
