import type Lab from '@hapi/lab';
import { paymentDouble, type PaymentDouble } from './payment-double.ts';
import { replica, type Replica } from './replica.ts';
import { openStore, type Store } from './store.ts';

/** Antaeus with a database of its own and a payment that does as it is told. */
export interface Together {
  readonly store: Store;
  readonly payment: PaymentDouble;
  readonly antaeus: Replica;
  close(): Promise<void>;
}

/**
 * Opens it before the tests of the block that calls this, and closes it after them. Its parts are there once they run.
 *
 * @param webFolder folder of the page for browsers; no page when not given
 */
export function togetherIn({ before, after }: Lab.script.Script, webFolder?: string): Together {
  const together = {} as Together;
  before(async () => {
    Object.assign(together, await openTogether(webFolder));
  });
  after(() => together.close());
  return together;
}

async function openTogether(webFolder?: string): Promise<Together> {
  const store = await openStore();
  const payment = await paymentDouble();
  const antaeus = await replica({
    databaseUrl: store.url,
    paymentUrl: payment.url,
    ...(webFolder === undefined ? {} : { webFolder }),
  });
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
