import type { Pool } from 'pg';
import { Gatherer } from './gather.ts';
import { slot, type NewCharge, type WriteBatch, type Written } from './charge-statement.ts';

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
export class LedgerWriter<W extends Written = Written> {
  readonly #gatherer: Gatherer<Slotted, W>;
  readonly #underWay = new Map<string, Promise<W>>();

  /**
   * @param pool of the ledger's database
   * @param writeBatch the statement
   * @param batches how many statements at once, and how many charges in each
   */
  constructor(
    pool: Pool,
    writeBatch: WriteBatch<W>,
    { batchWritten = () => undefined }: WriterEvents = {},
    batches: Batches = gathered,
  ) {
    this.#gatherer = new Gatherer({
      ...batches,
      write: async (slotted) => {
        try {
          const written = await inSlotOrder(slotted, (charges) => writeBatch(pool, charges));
          batchWritten(slotted.length);
          return written;
        } finally {
          slotted.forEach(({ place }) => this.#underWay.delete(place));
        }
      },
    });
  }

  /** Charges that no statement has taken yet. */
  get depth(): number {
    return this.#gatherer.depth;
  }

  /**
   * Writes a charge, unless its caller has a charge of that name.
   *
   * It collapses twins that arrive together: a statement cannot write a name twice, and two statements would wait for
   * each other.
   *
   * @throws the database's error; whether the charge stands is then not known until its name is asked for again
   */
  async write(charge: NewCharge): Promise<W> {
    const place = slot(charge.caller, charge.name);
    const twin = this.#underWay.get(place);
    if (twin) return { ...(await twin), replayed: true };
    const writing = this.#gatherer.add({ place, charge });
    this.#underWay.set(place, writing);
    return writing;
  }
}

/** A charge, and its name among all callers'. */
interface Slotted {
  readonly place: string;
  readonly charge: NewCharge;
}

/** Every process locks names in the same order: two replicas that write the same names never deadlock. */
async function inSlotOrder<W>(
  given: readonly Slotted[],
  write: (charges: readonly NewCharge[]) => Promise<W[]>,
): Promise<W[]> {
  const sorted = given
    .map(({ place, charge }, index) => ({ place, charge, index }))
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const written = await write(sorted.map(({ charge }) => charge));
  const inGivenOrder = new Array<W>(given.length);
  sorted.forEach(({ index }, position) => {
    inGivenOrder[index] = written[position] as W;
  });
  return inGivenOrder;
}
