import { setTimeout as sleep } from 'node:timers/promises';
import Hapi from '@hapi/hapi';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { watchReadiness } from '../src/readiness.ts';
import { shedLoad } from '../src/shed-load.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const up = { isUp: async () => true };

describe('watchReadiness()', () => {
  it('is yes until the service drains, and shows more checks', async () => {
    const { readiness, drain } = watchReadiness({
      database: up,
      publicServer: Hapi.server(),
      details: () => ({ keys: 'fine' }),
    });
    expect(await readiness()).to.equal({
      ready: true,
      checks: { database: 'up', load: 'fine', draining: 'no', keys: 'fine' },
    });
    drain();
    expect(await readiness()).to.include({ ready: false });
  });

  it('is no without the database', async () => {
    const { readiness } = watchReadiness({ database: { isUp: async () => false }, publicServer: Hapi.server() });
    expect(await readiness()).to.equal({ ready: false, checks: { database: 'down', load: 'fine', draining: 'no' } });
  });

  it('is no while the public port is full and answers nobody', async () => {
    const publicServer = Hapi.server();
    let now = 0;
    await publicServer.register({
      plugin: shedLoad,
      options: { maxConcurrent: 1, maxEventLoopDelayMs: 60_000, now: () => now },
    });
    const { promise: later, resolve: answer } = Promise.withResolvers<string>();
    publicServer.route({ method: 'GET', path: '/', handler: () => later });
    const { readiness } = watchReadiness({ database: up, publicServer });
    const asked = publicServer.inject('/');
    await sleep(20);
    now = 5_000;
    expect(await readiness()).to.include({ ready: true });
    now = 5_001;
    expect(await readiness()).to.include({ ready: false, checks: { database: 'up', load: 'stuck', draining: 'no' } });
    answer('at last');
    await asked;
    expect(await readiness()).to.include({ ready: true });
  });
});
