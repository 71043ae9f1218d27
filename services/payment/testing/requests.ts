import type { TestPayment } from './payment.ts';

/** An answer with its body read. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The modern body of a charge. */
export const order = (value = 123.4, customerId: string | number = 3, invoiceId?: string | number) => ({
  amount: { value, currency: 'EUR' },
  customerId,
  ...(invoiceId === undefined ? {} : { invoiceId }),
});

/** Sends a request over a real connection. A body that is text is sent as it is. */
export async function send(
  payment: TestPayment,
  method: string,
  path: string,
  options: { key?: string | null; headers?: Record<string, string>; body?: unknown } = {},
): Promise<HttpAnswer> {
  const { key = payment.key, headers = {}, body } = options;
  const response = await fetch(payment.url + path, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
}

/** Charges, named by an Idempotency-Key if there is any. */
export function charge(payment: TestPayment, body: unknown, idempotencyKey?: string): Promise<HttpAnswer> {
  return send(payment, 'POST', '/v1/charges', {
    body,
    ...(idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey } }),
  });
}

/** How many charges stand in the ledger; of one customer, if one is given. */
export async function chargeCount({ database }: TestPayment, customer?: string | number): Promise<number> {
  let query = database.db.selectFrom('charges').select((eb) => eb.fn.countAll<bigint>().as('count'));
  if (customer !== undefined) query = query.where('customer', '=', String(customer));
  return Number((await query.executeTakeFirstOrThrow()).count);
}

/** Charges that were paid without two legs summing to zero, or refused with legs: always none. */
export async function unbalancedCharges({ database }: TestPayment): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(`
    select c.id from charges c left join ledger_entries e on e.charge_id = c.id
    group by c.id having coalesce(sum(e.amount), 0) <> 0 or count(e.*) <> case when c.decline_code is null then 2 else 0 end
      or coalesce(max(e.amount), c.amount) <> c.amount`);
  return rows.map(({ id }) => id);
}
