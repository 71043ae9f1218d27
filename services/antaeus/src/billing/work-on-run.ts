import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';
import { asWorker, chargeClaims, type ClaimChargingParts } from './charging.ts';
import { adoptAttempts, openAttempts, type Claim, type ClaimTerms } from './claim.ts';
import { finishIfDone } from './runs.ts';

/** How often to look whether the other replicas on a run are done, in milliseconds. */
const pollMs = 100;

/**
 * Works on a run until it is finished, together with other replicas.
 *
 * @param signal ends the work early
 * @throws PaymentDown, the database's error, or an AbortError; in each case the run can be gone on with
 */
export async function workOnRun(runId: number, parts: ClaimChargingParts, signal: AbortSignal): Promise<void> {
  const { db, terms } = parts;
  await asWorker(parts, async (worker) => {
    do {
      await chargeClaims(
        claimPages({ runId, worker, limit: terms.pageSize, leaseMs: terms.leaseMs }, db),
        worker,
        parts,
        signal,
      );
    } while (!(await finishIfDone(db, runId)) && (await sleep(pollMs, true, { signal })));
  });
}

/** Everything that can be claimed for a run, in the order of invoice ids. */
function claimPages(terms: ClaimTerms, db: Kysely<Schema>): () => Promise<Claim[]> {
  let after = 0;
  return async () => {
    const adopted = await adoptAttempts(db, terms);
    if (adopted.length > 0) return adopted;
    for (;;) {
      const { claims, through } = await openAttempts(db, terms, after);
      if (through === undefined) return [];
      after = through;
      // A page may hold nothing but invoices in a wrong currency.
      if (claims.length > 0) return claims;
    }
  };
}
