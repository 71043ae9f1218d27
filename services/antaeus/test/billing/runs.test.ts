import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { beginOrJoin, findRun, finishIfDone, interruptRun, listRuns, resumeRun } from '../../src/billing/runs.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('billing runs', () => {
  let store: Store;
  before(async () => {
    store = await openStore();
  });
  beforeEach(async () => {
    await store.reset();
    await store.add('EUR', [{ status: 'PAID' }, ...times(3, {})]);
  });
  after(() => store.drop());

  const finish = async (id: number) => {
    await store.db.updateTable('invoices').set({ status: 'PAID' }).execute();
    return finishIfDone(store.db, id);
  };

  it('cover what is pending when they begin', async () => {
    const run = await beginOrJoin(store.db);
    expect(run).to.include({
      id: 1,
      state: 'running',
      reason: null,
      total: 3,
      through_invoice_id: 4,
      paid: 0,
      scheduled_for: null,
    });
  });

  it('begin empty in an empty database', async () => {
    await store.db.deleteFrom('invoices').execute();
    expect(await beginOrJoin(store.db)).to.include({ total: 0, through_invoice_id: 0 });
  });

  it('are one for all who ask at once', async () => {
    const runs = await Promise.all(times(12, undefined).map(() => beginOrJoin(store.db)));
    expect(new Set(runs.map((run) => run?.id))).to.equal(new Set([runs[0]?.id]));
    expect(await listRuns(store.db, { before: 1000, limit: 100 })).to.have.length(1);
  });

  it('begin anew once the last one is finished, however many ask meanwhile', async () => {
    const first = await beginOrJoin(store.db);
    const [, ...runs] = await Promise.all([
      finish(first?.id as number),
      ...times(8, undefined).map(() => beginOrJoin(store.db)),
    ]);
    expect(runs.every((run) => run !== undefined)).to.be.true();
    const states = (await listRuns(store.db, { before: 1000, limit: 100 })).map(({ state }) => state);
    expect(states.filter((state) => state !== 'finished').length).to.be.at.most(1);
  });

  it('are finished only once nothing is left', async () => {
    const { id } = (await beginOrJoin(store.db)) as { id: number };
    expect(await finishIfDone(store.db, id)).to.be.false();
    expect(await finish(id)).to.be.true();
    expect(await findRun(store.db, id)).to.include({ state: 'finished', total: 0 });
    expect((await findRun(store.db, id))?.finished_at).to.be.a.date();
    expect(await finishIfDone(store.db, id)).to.be.true();
  });

  it('say why they were interrupted until they go on', async () => {
    const { id } = (await beginOrJoin(store.db)) as { id: number };
    await interruptRun(store.db, id, 'payment is down');
    expect(await findRun(store.db, id)).to.include({ state: 'interrupted', reason: 'payment is down' });
    expect(await beginOrJoin(store.db)).to.include({ id, state: 'running', reason: null });
    await interruptRun(store.db, id, 'payment is down');
    expect(await resumeRun(store.db)).to.include({ id, state: 'running' });
  });

  it('are not interrupted after their end, and not resumed', async () => {
    const { id } = (await beginOrJoin(store.db)) as { id: number };
    await finish(id);
    await interruptRun(store.db, id, 'payment is down');
    expect(await findRun(store.db, id)).to.include({ state: 'finished', reason: null });
    expect(await resumeRun(store.db)).to.be.undefined();
  });

  it('are one for each moment of the schedule', async () => {
    const moment = new Date('2026-12-01T06:00:00Z');
    const first = await beginOrJoin(store.db, moment);
    expect(first?.scheduled_for).to.equal(moment);
    expect(await beginOrJoin(store.db, moment)).to.be.undefined();
    await finish(first?.id as number);
    expect(await beginOrJoin(store.db, moment)).to.be.undefined();
    expect((await beginOrJoin(store.db, new Date('2027-01-01T06:00:00Z')))?.id).to.not.equal(first?.id);
  });

  it('serve a moment of the schedule when they are under way at that moment', async () => {
    const moment = new Date('2026-12-01T06:00:00Z');
    const { id } = (await beginOrJoin(store.db)) as { id: number };
    expect(await beginOrJoin(store.db, moment)).to.include({ id });
    await finish(id);
    expect(await beginOrJoin(store.db, moment)).to.be.undefined();
  });

  it('are listed newest first, page by page', async () => {
    for (let runs = 0; runs < 3; runs += 1) {
      await finish((await beginOrJoin(store.db))?.id as number);
    }
    const ids = (await listRuns(store.db, { before: 1000, limit: 2 })).map(({ id }) => id);
    expect(ids).to.have.length(2);
    expect(Number(ids[0])).to.be.above(ids[1] as number);
    expect((await listRuns(store.db, { before: ids[1] as number, limit: 2 })).map(({ id }) => id)).to.have.length(1);
  });
});
