import { type Load, type LoadReport, startLoad } from '../billing/load.ts';
import { auditNow, letRest } from '../billing/rest.ts';
import type { CheckOutcome } from '../harness/check.ts';
import type { DeliverySetup } from '../delivery/stage.ts';

/** What a drill did while Antaeus billed, and what the books say afterwards. */
export interface Aftermath<T> {
  readonly done: T;
  readonly load: LoadReport;
  readonly audited: CheckOutcome;
}

/**
 * Does something while Antaeus bills without a pause; lets billing come to rest afterwards and audits both services'
 * books.
 */
export async function underLoad<T>(
  { kubernetes, context, url }: DeliverySetup,
  drill: (load: Load) => Promise<T>,
): Promise<Aftermath<T>> {
  const load = await startLoad(kubernetes, context.cluster);
  const done = await drill(load).catch(async (error: unknown) => {
    await load.end();
    throw error;
  });
  const report = await load.end();
  await letRest(kubernetes, url);
  return { done, load: report, audited: await auditNow(kubernetes) };
}

/** The load in a few words. */
export function loadText({ charges, runs, seconds }: LoadReport): string {
  return `${charges} charges in ${runs} runs, ${Math.round(charges / seconds)} a second`;
}
