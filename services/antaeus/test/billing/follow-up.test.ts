import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { followUp } from '../../src/billing/follow-up.ts';
import type { ClaimChargingParts } from '../../src/billing/charging.ts';
import { beginOrJoin, findRun } from '../../src/billing/runs.ts';
import { workOnRun } from '../../src/billing/work-on-run.ts';
import { NoVerdict, type Verdict } from '../../src/payment/verdict.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after, afterEach } = lab;

describe('followUp', () => {
  let store: Store;
  let keys: string[];
  before(async () => {
    store = await openStore();
  });
  beforeEach(() => store.reset());
  after(() => store.drop());
  beforeEach(() => {
    keys = [];
  });
  afterEach(() => {
    expect(new Set(keys).size).to.equal(3);
  });

  const { signal } = new AbortController();
  const parts = (verdict: () => Verdict): ClaimChargingParts => ({
    db: store.db,
    delivery: {
      deliver: async ({ idempotencyKey }) => {
        keys.push(idempotencyKey);
        return verdict();
      },
    },
    terms: { concurrency: 2, pageSize: 10, leaseMs: 5000 },
    onAnswer: () => undefined,
  });
  const noVerdict = () => {
    throw new NoVerdict('no answer');
  };
  const given = async () => {
    await store.add('EUR', times(3, {}));
    const runId = (await beginOrJoin(store.db))?.id as number;
    await workOnRun(runId, parts(noVerdict), signal);
    expect(await findRun(store.db, runId)).to.include({ state: 'finished', failed: 3, paid: 0 });
    return runId;
  };

  it('asks payment again under the same keys about what a finished run gave up on, and puts its numbers right', async () => {
    const runId = await given();
    await followUp(
      0,
      parts(() => ({ outcome: 'paid' })),
      signal,
    );
    expect(keys).to.have.length(6);
    expect(await findRun(store.db, runId)).to.include({ state: 'finished', total: 3, failed: 0, paid: 3 });
  });

  it('leaves them as they are when there is still no verdict', async () => {
    const runId = await given();
    await followUp(0, parts(noVerdict), signal);
    expect(await findRun(store.db, runId)).to.include({ state: 'finished', failed: 3, paid: 0 });
  });

  it('does nothing before their rest is over', async () => {
    await given();
    await followUp(
      60_000,
      parts(() => ({ outcome: 'paid' })),
      signal,
    );
    expect(keys).to.have.length(3);
  });
});
