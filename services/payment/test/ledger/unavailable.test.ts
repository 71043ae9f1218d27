import { createLogger } from '@tinjis/chassis/logger';
import { problem } from '@tinjis/chassis/problem';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { withLedger } from '../../src/ledger/unavailable.ts';

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

  it('passes on results and problems', async () => {
    expect(await withLedger(logger, async () => 7)).to.equal(7);
    const stated = problem(422, { type: 'x', detail: 'y', fix: 'z' });
    expect(await withLedger(logger, () => Promise.reject(stated)).catch((error: unknown) => error)).to.shallow.equal(
      stated,
    );
    expect(log).to.equal([]);
  });

  it('makes anything else a 503 that says when to come back, and logs the reason', async () => {
    const error = (await withLedger(logger, () => Promise.reject(new Error('connection refused'))).catch(
      (thrown: unknown) => thrown,
    )) as ReturnType<typeof problem>;
    expect(error.output.statusCode).to.equal(503);
    expect(error.output.headers).to.equal({ 'Retry-After': '1' });
    expect(log.join('')).to.include('connection refused');
  });
});
