import type { Pool } from 'pg';
import { Gatherer } from './gather.ts';
import { slot, writeCharges, type NewCharge, type Written } from './charge-statement.ts';

/** Hears of each batch, for metrics. */
export interface WriterEvents {
  readonly batchWritten?: (charges: number) => void;
}

/** How the ledger is written. */
export interface Batches {
  readonly maxInFlight: number;
  readonly minBeside: number;
  readonly maxItems: number;
}

/**
 * Only many charges start a second statement beside the first: a slow commit does not hold them up. For a few charges
 * a second statement would cost more than it gains, because a statement costs as much as five charges.
 */
const gathered: Batches = { maxInFlight: 2, minBeside: 32, maxItems: 500 };

/** Writes charges to the ledger; an answer means that it is durable. */
export class LedgerWriter {
  readonly #gatherer: Gatherer<Named, Written>;
  readonly #underWay = new Map<string, Promise<Written>>();

  /**
   * @param pool of the ledger's database
   * @param batches how many statements at once, and how many charges in one
   */
  constructor(pool: Pool, { batchWritten = () => undefined }: WriterEvents = {}, batches: Batches = gathered) {
    this.#gatherer = new Gatherer({
      ...batches,
      write: async (named) => {
        try {
          const written = await writeInNameOrder(pool, named);
          batchWritten(named.length);
          return written;
        } finally {
          named.forEach(({ name }) => this.#underWay.delete(name));
        }
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
   * It collapses twins that arrive together: a statement cannot write a key twice, and two statements would wait for
   * each other.
   *
   * @throws the database's error; whether the charge stands is then not known until its key is asked for again
   */
  async write(charge: NewCharge): Promise<Written> {
    const name = slot(charge.caller, charge.replayKey);
    const twin = this.#underWay.get(name);
    if (twin) return { charge: (await twin).charge, replayed: true };
    const writing = this.#gatherer.add({ name, charge });
    this.#underWay.set(name, writing);
    return writing;
  }
}

/** A charge, and its replay key among all callers'. */
interface Named {
  readonly name: string;
  readonly charge: NewCharge;
}

/** Every process locks keys in the same order: two replicas that write the same keys never deadlock. */
async function writeInNameOrder(pool: Pool, given: readonly Named[]): Promise<Written[]> {
  const sorted = given
    .map(({ name, charge }, index) => ({ name, charge, index }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const written = await writeCharges(
    pool,
    sorted.map(({ charge }) => charge),
  );
  const inGivenOrder = new Array<Written>(given.length);
  sorted.forEach(({ index }, position) => {
    inGivenOrder[index] = written[position] as Written;
  });
  return inGivenOrder;
}
