/**
 * The client of a billing run without the billing: sends charges to payment as fast as answers come, from as many
 * lanes. Prints charges a second.
 *
 * PAYMENT_API_KEY=… node charges-alone.ts URL LANES CHARGES
 */
import { randomUUID } from 'node:crypto';
import { inLanes } from '../src/billing/lanes.ts';
import { createPaymentClient } from '../src/payment/client.ts';

const [endpoint = '', lanes = '', charges = ''] = process.argv.slice(2);
const apiKey = process.env['PAYMENT_API_KEY'];
const client = createPaymentClient({ endpoint, apiKey: () => apiKey, connections: Number(lanes), timeoutMs: 10_000 });
let left = Number(charges);
const send = async (invoiceId: number) => {
  const amountMinor = BigInt(1000 + (invoiceId % 49_000));
  await client.charge({
    idempotencyKey: randomUUID(),
    customerId: 1 + (invoiceId % 1000),
    invoiceId,
    amountMinor,
    currency: 'EUR',
  });
};
const started = performance.now();
await inLanes(Number(lanes), async () => (left > 0 ? left-- : undefined), send);
console.log(Number(charges) / ((performance.now() - started) / 1000));
await client.close();
