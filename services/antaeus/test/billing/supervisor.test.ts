import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createLogger } from '@tinjis/chassis/logger';
import { startSupervisor } from '../../src/billing/supervisor.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const logger = createLogger({ name: 'test', level: 'silent' });

describe('startSupervisor', () => {
  it('looks at once and again after each pause, errors or not, until it is closed', async () => {
    let looks = 0;
    const { promise: thrice, resolve } = Promise.withResolvers<undefined>();
    const lookAfter = async () => {
      looks += 1;
      if (looks === 3) resolve(undefined);
      if (looks === 1) throw new Error('no database');
    };
    const supervisor = startSupervisor({ lookAfter }, 1, logger);
    expect(looks).to.equal(1);
    await thrice;
    supervisor.close();
    await new Promise((later) => setTimeout(later, 20));
    expect(looks).to.equal(3);
  });

  it('keeps quiet about work that its own closing broke off', async () => {
    const lines: string[] = [];
    const loud = createLogger(
      { name: 'test', level: 'warn' },
      {
        write: (line) => {
          lines.push(line);
        },
      },
    );
    for (const close of [true, false]) {
      const { promise, reject } = Promise.withResolvers<undefined>();
      const supervisor = startSupervisor({ lookAfter: async () => promise }, 1000, loud);
      if (close) supervisor.close();
      reject(new Error('broken off'));
      await new Promise((later) => setImmediate(later));
      supervisor.close();
      expect(lines.length).to.equal(close ? 0 : 1);
    }
  });
});
