import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Counter, Registry } from 'prom-client';
import { createOpsServer } from '../src/ops-server.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the ops port', () => {
  const registry = new Registry();
  new Counter({ name: 'things_total', help: 'things', registers: [registry] }).inc(3);
  let ready = true;
  const server = createOpsServer({
    host: '127.0.0.1',
    port: 0,
    registry,
    readiness: async () => ({ ready, checks: { database: ready ? 'up' : 'down' } }),
  });

  it('is alive whatever the service is waiting for', async () => {
    expect((await server.inject('/live')).statusCode).to.equal(200);
  });

  it('is ready or not as the service says, and says why', async () => {
    expect((await server.inject('/ready')).result).to.equal({ ready: true, checks: { database: 'up' } });
    ready = false;
    const answer = await server.inject('/ready');
    expect(answer.statusCode).to.equal(503);
    expect(answer.result).to.equal({ ready: false, checks: { database: 'down' } });
  });

  it("shows metrics in Prometheus' text form", async () => {
    const answer = await server.inject('/metrics');
    expect(answer.headers['content-type']).to.match(/^text\/plain; version=0\.0\.4/);
    expect(answer.payload).to.include('things_total 3');
  });
});
