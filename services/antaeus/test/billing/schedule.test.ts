import { Cron } from 'croner';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createLogger } from '@tinjis/chassis/logger';
import { momentMeant, startSchedule } from '../../src/billing/schedule.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const logger = createLogger({ name: 'test', level: 'silent' });

describe('startSchedule', () => {
  it('knows the next first of the month at six where the customers are', () => {
    const schedule = startSchedule({
      pattern: '0 6 1 * *',
      timezone: 'Europe/Copenhagen',
      bill: async () => undefined,
      logger,
    });
    const next = schedule.next() as Date;
    schedule.close();
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Copenhagen',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }).format(next);
    expect(parts).to.match(/^1, 0?6:00$/);
    expect(next.getTime()).to.be.above(Date.now());
  });

  it('bills at each moment, hands over the moment itself, and goes on after an error', async () => {
    const moments: Date[] = [];
    const twice = new Promise<void>((resolve) => {
      const bill = async (moment: Date) => {
        moments.push(moment);
        if (moments.length === 2) resolve();
        throw new Error('no database');
      };
      const schedule = startSchedule({ pattern: '* * * * * *', timezone: 'UTC', bill, logger });
      lab.after(() => {
        schedule.close();
      });
    });
    await twice;
    const [first, second] = moments as [Date, Date];
    expect(first.getMilliseconds()).to.equal(0);
    expect(second.getTime() - first.getTime()).to.equal(1000);
  });

  it("hands over this month's moment, whether the timer fires in that very millisecond or late", () => {
    const monthly = new Cron('0 6 1 * *', { timezone: 'UTC', paused: true });
    for (const now of ['2026-11-01T06:00:00.000Z', '2026-11-01T06:00:00.001Z', '2026-11-01T06:00:02.500Z']) {
      expect(momentMeant(monthly, new Date(now)).toISOString()).to.equal('2026-11-01T06:00:00.000Z');
    }
    monthly.stop();
  });

  it('has no next moment once closed or for a date that never comes', () => {
    const schedule = startSchedule({ pattern: '0 0 31 2 *', timezone: 'UTC', bill: async () => undefined, logger });
    expect(schedule.next()).to.be.undefined();
    schedule.close();
  });

  it('refuses a pattern it cannot read', () => {
    expect(() =>
      startSchedule({ pattern: 'monthly, please', timezone: 'UTC', bill: async () => undefined, logger }),
    ).to.throw();
  });
});
