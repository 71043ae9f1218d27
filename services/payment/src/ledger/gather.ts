/** The parts of a `Gatherer`. */
interface GathererOptions<Item, Result> {
  /** Writes a batch at once; answers a result for each item, in their order. */
  readonly write: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Batches under way at once. */
  readonly maxInFlight: number;
  /** Items that must wait before a batch is worth starting beside another. */
  readonly minBeside: number;
  /** Items in a batch. */
  readonly maxItems: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers the items of a turn of the event loop into a single write.
 *
 * While the allowed number of batches is under way, the next batch keeps growing. A busier database gets larger
 * batches, and each item costs less.
 */
export class Gatherer<Item, Result> {
  readonly #options: GathererOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #inFlight = 0;
  #scheduled = false;

  constructor(options: GathererOptions<Item, Result>) {
    this.#options = options;
  }

  /** Items that no batch has taken yet. */
  get depth(): number {
    return this.#waiting.length;
  }

  /**
   * Adds an item to the next batch.
   *
   * @returns its result, once its batch is written
   * @throws what `write` threw for its batch
   */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    const { maxInFlight, minBeside } = this.#options;
    const isWorthIt = this.#inFlight === 0 || this.#waiting.length >= minBeside;
    if (this.#scheduled || this.#inFlight >= maxInFlight || !isWorthIt) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting.splice(0, this.#options.maxItems);
    this.#inFlight += 1;
    if (this.#waiting.length > 0) this.#schedule();
    try {
      const results = await this.#options.write(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      batch.forEach(({ reject }) => {
        reject(error);
      });
    }
    this.#inFlight -= 1;
    if (this.#waiting.length > 0) this.#schedule();
  }
}
