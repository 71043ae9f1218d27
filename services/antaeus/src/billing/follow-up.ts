import { asWorker, chargeClaims, type ClaimChargingParts } from './charging.ts';
import { adoptGivenUp } from './claim.ts';

/**
 * Asks payment once more about attempts that a finished run gave up on, a page of them at most.
 *
 * @param restMs how long such an attempt is left alone, in milliseconds
 * @throws as `workOnRun`
 */
export async function followUp(restMs: number, parts: ClaimChargingParts, signal: AbortSignal): Promise<void> {
  const { pageSize: limit, leaseMs } = parts.terms;
  await asWorker(parts, async (worker) => {
    const claims = await adoptGivenUp(parts.db, { worker, limit, leaseMs }, restMs);
    await chargeClaims(async () => claims.splice(0), worker, parts, signal);
  });
}
