import { openDatabase, type Database } from '@tinjis/chassis/database';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import { testDatabase, type TestDatabase } from '@tinjis/chassis/testing/postgres';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { newChargeId } from '../../src/charges/charge-id.ts';
import { writeCharges, type NewCharge } from '../../src/ledger/charge-statement.ts';
import { paymentMigrations } from '../../src/migrations.ts';
import type { PaymentTables } from '../../src/ledger/schema.ts';
import { LedgerWriter } from '../../src/ledger/writer.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('LedgerWriter', () => {
  let own: TestDatabase;
  let database: Database<PaymentTables>;
  before(async () => {
    own = await testDatabase();
    database = openDatabase<PaymentTables>({ url: own.url, maxConnections: 6, applicationName: 'test' });
    await migrateToLatest(database.db, paymentMigrations);
  });
  after(async () => {
    await database.close();
    await own.drop();
  });

  const newCharge = (changes: Partial<NewCharge> = {}): NewCharge => ({
    id: newChargeId(),
    caller: 'billing',
    name: newChargeId(),
    amount: 1000n,
    currency: 'EUR',
    customer: '3',
    invoice: null,
    declineCode: null,
    createdAt: new Date('2026-11-23T10:00:00.123Z'),
    ...changes,
  });
  const legs = (id: string) =>
    database.db
      .selectFrom('ledger_entries')
      .select(['account', 'currency', 'amount'])
      .where('charge_id', '=', id)
      .orderBy('amount')
      .execute();

  it('books a paid charge on both sides, and a refused one on none', async () => {
    const writer = new LedgerWriter(database.pool, writeCharges);
    const [paid, refused] = [newCharge(), newCharge({ declineCode: 'card_expired' })];
    await Promise.all([writer.write(paid), writer.write(refused)]);
    expect(await legs(paid.id)).to.equal([
      { account: 'customer:billing/3', currency: 'EUR', amount: -1000n },
      { account: 'caller:billing', currency: 'EUR', amount: 1000n },
    ]);
    expect(await legs(refused.id)).to.equal([]);
  });

  it('gives what is there already, as it was written, and books nothing', async () => {
    const writer = new LedgerWriter(database.pool, writeCharges);
    const first = newCharge({ invoice: 'INV-1', declineCode: 'card_expired' });
    const again = newCharge({ name: first.name, amount: 5n });
    const { name, ...stored } = first;
    expect(await writer.write(first)).to.equal({ charge: first, replayed: false });
    expect(await writer.write(again)).to.equal({ charge: stored, replayed: true });
    expect(name).to.equal(again.name);
    expect(await legs(again.id)).to.equal([]);
  });

  it('collapses twins that come together, and tells of each batch', async () => {
    const sizes: number[] = [];
    const writer = new LedgerWriter(database.pool, writeCharges, {
      batchWritten: (size) => {
        sizes.push(size);
      },
    });
    const one = newCharge();
    const written = await Promise.all([
      writer.write(one),
      writer.write({ ...one, id: newChargeId() }),
      writer.write(newCharge()),
    ]);
    expect(written.map(({ replayed }) => replayed)).to.equal([false, true, false]);
    expect(written[1]?.charge.id).to.equal(one.id);
    expect(sizes).to.equal([2]);
  });

  it('writes any text its callers may send exactly', async () => {
    const writer = new LedgerWriter(database.pool, writeCharges);
    const visible = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
    const texts = fc.record({ customer: visible, invoice: fc.option(visible), key: visible });
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 8 }), async (given) => {
        const charges = given.map(({ customer, invoice, key }, index) =>
          newCharge({ customer, invoice, name: `${index}${newChargeId()}${key}` }),
        );
        await Promise.all(charges.map((charge) => writer.write(charge)));
        const found = await Promise.all(charges.map((charge) => writer.write({ ...charge, id: newChargeId() })));
        charges.forEach((charge, index) => {
          expect({ ...found[index]?.charge, name: charge.name }).to.equal(charge);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the books balanced over any mix of charges and repeats', async () => {
    const writer = new LedgerWriter(database.pool, writeCharges);
    const one = fc.record({
      amount: fc.bigInt({ min: 1n, max: 10n ** 12n - 1n }),
      key: fc.integer({ min: 1, max: 5 }),
      declined: fc.boolean(),
      currency: fc.constantFrom('EUR' as const, 'SEK' as const),
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 15 }), async (given) => {
        round += 1;
        const caller = `property-${round}`;
        await Promise.all(
          given.map(({ amount, currency, key, declined }) =>
            writer.write(
              newCharge({
                caller,
                amount,
                currency,
                name: `key-${key}`,
                declineCode: declined ? 'card_expired' : null,
              }),
            ),
          ),
        );
        const { rows } = await database.pool.query<{
          charges: bigint;
          paid: bigint;
          booked: bigint;
          balance: string | null;
        }>(
          `select count(distinct c.id) as charges, (select coalesce(sum(amount), 0) from charges where caller = $1 and decline_code is null)::int8 as paid,
             coalesce(sum(e.amount) filter (where e.amount > 0), 0)::int8 as booked, sum(e.amount) as balance
           from charges c left join ledger_entries e on e.charge_id = c.id where c.caller = $1`,
          [caller],
        );
        expect(rows[0]?.charges).to.equal(BigInt(new Set(given.map(({ key }) => key)).size));
        expect(rows[0]?.booked).to.equal(rows[0]?.paid);
        expect(Number(rows[0]?.balance)).to.equal(0);
      }),
      { numRuns: 25 },
    );
  });

  it('passes on the database’s error, to every twin', async () => {
    const writer = new LedgerWriter(database.pool, writeCharges);
    const wrong = newCharge({ amount: 0n });
    const results = await Promise.allSettled([writer.write(wrong), writer.write({ ...wrong, id: newChargeId() })]);
    expect(results.map(({ status }) => status)).to.equal(['rejected', 'rejected']);
    expect((await writer.write(newCharge())).replayed).to.be.false();
  });
});
