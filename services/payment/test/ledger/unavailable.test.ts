import { createLogger } from '@tinjis/chassis/logger';
import { problem } from '@tinjis/chassis/problem';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import pg from 'pg';
import { chargingFailed, withLedger } from '../../src/ledger/unavailable.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('withLedger()', () => {
  const log: string[] = [];
  const logger = createLogger(
    { name: 'test', level: 'info' },
    {
      write: (line) => {
        log.push(line);
      },
    },
  );
  const thrown = (error: Error, ...more: (typeof chargingFailed)[]) =>
    withLedger(logger, () => Promise.reject(error), ...more).catch((caught: unknown) => caught);

  it('passes on results, problems, and every error that is not the database’s', async () => {
    expect(await withLedger(logger, async () => 7)).to.equal(7);
    for (const error of [problem(422, { type: 'x', detail: 'y', fix: 'z' }), new RangeError('a fault of ours')]) {
      expect(await thrown(error)).to.shallow.equal(error);
    }
    expect(log).to.equal([]);
  });

  it('makes an error of the database a 503 that says when to come back, and logs the reason', async () => {
    for (const error of [
      Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' }),
      new pg.DatabaseError('connection refused', 0, 'error'),
    ]) {
      const answer = (await thrown(error)) as ReturnType<typeof problem>;
      expect(answer.output.statusCode).to.equal(503);
      expect(answer.output.headers).to.equal({ 'Retry-After': '1' });
      expect(log.pop()).to.include('connection refused');
    }
  });

  it('says of a charge that nobody knows yet, and how to find out', async () => {
    const answer = (await thrown(new Error('Connection terminated unexpectedly'), chargingFailed)) as ReturnType<
      typeof problem
    >;
    expect(answer.data).to.include({ extra: { charged: 'unknown' } });
    expect(answer.data?.fix).to.include('GET /v1/charges?idempotencyKey=');
  });
});
