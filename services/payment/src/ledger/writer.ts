import type { Pool } from 'pg';
import { Gatherer } from './gather.ts';
import { slot, writeCharges, type NewCharge, type Written } from './charge-statement.ts';

/** Told of each batch, for metrics. */
export interface WriterEvents {
  readonly batchWritten?: (charges: number) => void;
}

/** Two: one batch is written while the answers of the other are sent. More would only make batches smaller. */
const gathered = { maxInFlight: 2, maxItems: 500 };

/** Writes charges to the ledger; an answer means that it is durable. */
export class LedgerWriter {
  readonly #gatherer: Gatherer<NewCharge, Written>;
  readonly #underWay = new Map<string, Promise<Written>>();

  /**
   * @param pool of the ledger's database
   * @param batches how many statements at once, and how many charges in one
   */
  constructor(pool: Pool, { batchWritten = () => undefined }: WriterEvents = {}, batches = gathered) {
    this.#gatherer = new Gatherer({
      ...batches,
      write: async (charges) => {
        const written = await writeInKeyOrder(pool, charges);
        batchWritten(charges.length);
        return written;
      },
    });
  }

  /** Charges that no statement has taken yet. */
  get depth(): number {
    return this.#gatherer.depth;
  }

  /**
   * Writes a charge, unless its caller's replay key has one.
   *
   * Twins that arrive together are collapsed here: one statement cannot write one key twice, and two at once would wait for each other.
   *
   * @throws the database's error; whether the charge stands is then not known until its key is asked for again
   */
  async write(charge: NewCharge): Promise<Written> {
    const name = slot(charge.caller, charge.replayKey);
    const twin = this.#underWay.get(name);
    if (twin) return { charge: (await twin).charge, replayed: true };
    const writing = this.#gatherer.add(charge);
    this.#underWay.set(name, writing);
    try {
      return await writing;
    } finally {
      this.#underWay.delete(name);
    }
  }
}

/** Every process locks keys in the same order, so that two replicas that write the same ones never deadlock. */
async function writeInKeyOrder(pool: Pool, charges: readonly NewCharge[]): Promise<Written[]> {
  const order = charges.map((_, index) => index).sort((a, b) => compare(nameAt(charges, a), nameAt(charges, b)));
  const written = await writeCharges(pool, order.map((index) => charges[index] as NewCharge));
  const inGivenOrder = new Array<Written>(charges.length);
  order.forEach((index, position) => { inGivenOrder[index] = written[position] as Written; });
  return inGivenOrder;
}

const compare = (a: string, b: string): number => (a < b ? -1 : 1);

function nameAt(charges: readonly NewCharge[], index: number): string {
  const { caller, replayKey } = charges[index] as NewCharge;
  return slot(caller, replayKey);
}
