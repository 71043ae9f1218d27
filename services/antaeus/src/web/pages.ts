import Joi from 'joi';
import type { Kysely } from 'kysely';
import { listAttempts, outcomes, type AttemptPage } from '../billing/attempts.ts';
import { runView } from '../billing/run-view.ts';
import { findRun, listRuns } from '../billing/runs.ts';
import { found, pathId } from '../routes/id.ts';
import type { Schema } from '../store/schema.ts';
import { listWithAttempts, standings, tallyInvoices, type Standing } from './invoice-list.ts';
import { attemptRow, invoiceRow, runRow, summaryView } from './view.ts';

const largest = 2_147_483_647;
const id = Joi.number().integer().min(0).max(largest);
/** Rows of a table on a page. */
const perPage = { invoices: 25, runs: 8, attempts: 50 };

/** Which part of the overview is shown, and which form was sent last. */
export interface OverviewQuery {
  readonly after: number;
  readonly before?: number;
  readonly show?: Standing;
  /** Only runs before this one. */
  readonly runs: number;
  readonly billed?: number;
  readonly added?: number;
}

export const overviewQuery = Joi.object<OverviewQuery>({
  after: id.default(0),
  before: id,
  show: Joi.string().valid(...standings),
  runs: id.default(largest),
  billed: id,
  added: id,
});

/** What the template `overview` shows. */
export async function overview(db: Kysely<Schema>, query: OverviewQuery) {
  const { show, after, before, runs: runsBefore, billed, added } = query;
  const [tallies, listed, runs, run] = await Promise.all([
    tallyInvoices(db),
    // One more than a page shows, to see whether there are more.
    listWithAttempts(db, { after, before, show, limit: perPage.invoices + 1 }),
    listRuns(db, { before: runsBefore, limit: perPage.runs + 1 }),
    billed === undefined ? undefined : findRun(db, billed),
  ]);
  const now = new Date();
  const isMore = listed.length > perPage.invoices;
  const isBackwards = before !== undefined;
  const invoices = isBackwards ? listed.slice(-perPage.invoices) : listed.slice(0, perPage.invoices);
  const [first, last] = [invoices.at(0)?.id, invoices.at(-1)?.id];
  const address = (more: Record<string, string | number>) =>
    `/?${new URLSearchParams({ ...(show && { show }), ...more } as Record<string, string>)}#invoices`;
  return {
    title: 'Billing',
    notice: {
      added: added === undefined ? null : new Intl.NumberFormat('en').format(added),
      run: run ? runRow(runView(run, now)) : null,
    },
    summary: summaryView(tallies),
    filters: [undefined, ...standings].map((each) => ({
      word: each ?? 'all',
      href: each === undefined ? '/#invoices' : `/?show=${each}#invoices`,
      isCurrent: each === show,
    })),
    invoices: invoices.map(invoiceRow),
    previous: first !== undefined && (isBackwards ? isMore : after > 0) ? address({ before: first }) : null,
    next: last !== undefined && (isBackwards || isMore) ? address({ after: last }) : null,
    runs: runs.slice(0, perPage.runs).map((each) => runRow(runView(each, now))),
    olderRuns: runs.length > perPage.runs ? `/?runs=${runs[perPage.runs - 1]?.id}#runs` : null,
    newestRuns: runsBefore < largest ? '/#runs' : null,
  };
}

/** Which attempts of a run are shown. */
export type RunQuery = Pick<AttemptPage, 'after' | 'outcome'>;

export const runQuery = Joi.object<RunQuery>({ after: id.default(0), outcome: Joi.string().valid(...outcomes) });

/**
 * What the template `run` shows.
 *
 * @param text the run's id as the path has it
 * @throws 404 when there is no such run
 */
export async function runPage(db: Kysely<Schema>, text: string, { after, outcome }: RunQuery) {
  const run = found(await findRun(db, pathId(text)));
  const page = { after, limit: perPage.attempts + 1, ...(outcome && { outcome }) };
  const attempts = await listAttempts(db, run.id, page);
  const shown = attempts.slice(0, perPage.attempts);
  const address = `/page/billing-runs/${run.id}`;
  const next = new URLSearchParams({ ...(outcome && { outcome }), after: String(shown.at(-1)?.invoiceId) });
  return {
    title: `Billing run ${run.id}`,
    run: runRow(runView(run, new Date())),
    filters: [undefined, ...outcomes].map((each) => ({
      word: each === undefined ? 'all' : filterWords[each],
      href: each === undefined ? address : `${address}?outcome=${each}`,
      isCurrent: each === outcome,
    })),
    attempts: shown.map(attemptRow),
    first: after > 0 ? `${address}${outcome ? `?outcome=${outcome}` : ''}` : null,
    next: attempts.length > perPage.attempts ? `${address}?${next}` : null,
  };
}

const filterWords = {
  paid: 'paid',
  declined: 'declined',
  refused: 'refused',
  mismatched: 'wrong currency',
  none: 'no answer yet',
} as const;
