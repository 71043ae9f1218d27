import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { Gatherer } from '../ledger/gather.ts';

const text = 'update charges set replay_key = null where id = any($1::uuid[])';

/** Records that answers have reached callers that name nothing: from then on an equal request is a new charge. */
export class Releases {
  readonly #gatherer: Gatherer<string, undefined>;
  #closed = false;

  constructor(pool: Pool) {
    this.#gatherer = new Gatherer({
      maxInFlight: 1,
      minBeside: 1,
      maxItems: 500,
      write: async (ids) => {
        const query = { name: 'release', text, values: [ids] };
        await pool.query(query);
        return ids.map(() => undefined);
      },
    });
  }

  /**
   * Frees a charge's replay key.
   *
   * A database that is away is waited for: forgetting the release would make the next equal charge a replay.
   *
   * @param id of a charge whose answer was delivered
   */
  async release(id: string): Promise<void> {
    for (;;) {
      try {
        await this.#gatherer.add(id);
        return;
      } catch {
        if (this.#closed) return;
        await sleep(250);
      }
    }
  }

  /** From now on a failed release is given up: nobody will be there to try again. */
  close(): void {
    this.#closed = true;
  }
}
