import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import Hapi from '@hapi/hapi';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { runUntilSignal, startService, type Service } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { lines } from '../testing/log.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function service(): { service: Service; happened: string[] } {
  const happened: string[] = [];
  const publicServer = Hapi.server({ host: '127.0.0.1', port: 0 });
  publicServer.route({
    method: 'GET',
    path: '/slow',
    handler: async () => {
      happened.push('arrive');
      return sleep(300, 'answered');
    },
  });
  const opsServer = Hapi.server({ host: '127.0.0.1', port: 0 });
  const logger = createLogger({ name: 'test', level: 'info' }, lines());
  const onDrain = () => {
    happened.push('drain');
  };
  const close = async () => {
    happened.push('close');
  };
  return {
    service: { logger, publicServer, opsServer, drainSeconds: 0.3, stopTimeoutSeconds: 5, onDrain, close },
    happened,
  };
}

describe('a service', () => {
  it('says it drains, still answers, finishes what is under way, then closes', async () => {
    const { service: each, happened } = service();
    const running = await startService(each);
    const url = `${each.publicServer.info.uri}/slow`;
    const slow = fetch(url).then((answer) => answer.text());
    while (!happened.includes('arrive')) await sleep(5);
    const stopped = running.stop();
    expect(happened).to.equal(['arrive', 'drain']);
    // Endpoints have not noticed yet: whoever still comes is answered.
    expect((await fetch(url)).status).to.equal(200);
    expect(await slow).to.equal('answered');
    await stopped;
    expect(happened).to.equal(['arrive', 'drain', 'arrive', 'close']);
    await expect(fetch(url)).to.reject();
  });

  it('stops once, however often it is told to', async () => {
    const { service: each, happened } = service();
    const running = await startService(each);
    await Promise.all([running.stop(), running.stop()]);
    expect(happened).to.equal(['drain', 'close']);
  });

  it('runs until SIGTERM or SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT']) {
      const { service: each, happened } = service();
      const signals = new EventEmitter();
      const ended = runUntilSignal(async () => each, signals);
      while (!each.publicServer.info.started) await sleep(5);
      signals.emit(signal);
      await ended;
      expect(happened).to.equal(['drain', 'close']);
    }
  });

  it('ends at a signal that comes before it is open', async () => {
    const signals = new EventEmitter();
    const ended = runUntilSignal(() => new Promise<never>(() => undefined), signals);
    signals.emit('SIGTERM');
    await expect(ended).to.reject('a signal stopped it before it was ready');
  });

  it('does not run when it cannot be opened', async () => {
    await expect(runUntilSignal(() => Promise.reject(new Error('no database')), new EventEmitter())).to.reject(
      'no database',
    );
  });
});
