import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { runView } from '../../src/billing/run-view.ts';
import type { Run } from '../../src/billing/runs.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const begun = new Date('2026-11-01T06:00:00Z');
const run: Run = {
  id: 7,
  state: 'running',
  reason: null,
  through_invoice_id: 100,
  total: 10,
  paid: 0,
  declined: 0,
  failed: 0,
  mismatched: 0,
  started_at: begun,
  finished_at: null,
  scheduled_for: null,
};

describe('runView', () => {
  it('has no rate before the first verdict', () => {
    expect(runView(run, begun)).to.equal({
      id: 7,
      state: 'running',
      total: 10,
      paid: 0,
      declined: 0,
      failed: 0,
      mismatched: 0,
      pending: 10,
      rate: null,
      invoicesPerSecond: 0,
      startedAt: '2026-11-01T06:00:00.000Z',
      finishedAt: null,
      scheduledFor: null,
    });
  });

  it('counts up to now while it is under way, and to its end afterwards', () => {
    const half = { ...run, paid: 2, declined: 1, failed: 1, mismatched: 1 };
    const now = new Date('2026-11-01T06:00:02Z');
    expect(runView(half, now)).to.include({ pending: 5, rate: 0.6667, invoicesPerSecond: 2 });
    const ended = {
      ...half,
      state: 'finished' as const,
      finished_at: new Date('2026-11-01T06:00:01Z'),
      scheduled_for: begun,
    };
    expect(runView(ended, now)).to.include({
      invoicesPerSecond: 4,
      finishedAt: '2026-11-01T06:00:01.000Z',
      scheduledFor: '2026-11-01T06:00:00.000Z',
    });
  });

  it('says why it is interrupted', () => {
    expect(runView({ ...run, state: 'interrupted', reason: 'payment is down' }, begun)).to.include({
      state: 'interrupted',
      reason: 'payment is down',
    });
  });
});
