import type { Kysely } from 'kysely';
import type { Charge } from '../charges/charge.ts';
import { readCharge } from './charge-statement.ts';
import type { PaymentTables } from './schema.ts';

/** The charges that a caller asks for. */
export interface ChargeFilter {
  /** Only this caller's; every caller's when left out. */
  readonly caller?: string;
  readonly customer?: string;
  readonly invoice?: string;
  readonly idempotencyKey?: string;
  readonly paid?: boolean;
  /** Only those before this id, newest first. */
  readonly before?: string;
  readonly limit: number;
}

const columns = ['id', 'caller', 'amount', 'currency', 'customer', 'invoice', 'decline_code', 'created_at'] as const;

/** A charge by its id; undefined when there is none, or it is another caller's. */
export async function findCharge(db: Kysely<PaymentTables>, id: string, caller?: string): Promise<Charge | undefined> {
  let query = db.selectFrom('charges').select(columns).where('id', '=', id);
  if (caller !== undefined) query = query.where('caller', '=', caller);
  const row = await query.executeTakeFirst();
  return row && readCharge(row);
}

/** A page of charges, newest first. Pages go by id: charges made meanwhile neither repeat nor hide a charge. */
export async function listCharges(db: Kysely<PaymentTables>, filter: ChargeFilter): Promise<Charge[]> {
  let query = db.selectFrom('charges').select(columns).orderBy('id', 'desc').limit(filter.limit);
  if (filter.caller !== undefined) query = query.where('caller', '=', filter.caller);
  if (filter.customer !== undefined) query = query.where('customer', '=', filter.customer);
  if (filter.invoice !== undefined) query = query.where('invoice', '=', filter.invoice);
  if (filter.idempotencyKey !== undefined) query = query.where('idempotency_key', '=', filter.idempotencyKey);
  if (filter.paid !== undefined) query = query.where('decline_code', filter.paid ? 'is' : 'is not', null);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  return (await query.execute()).map(readCharge);
}
