import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@tinjis/chassis/testing/postgres';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createApiKey } from '../src/auth/api-key.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('start.ts', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'payment-start-'));
    writeFileSync(join(folder, 'keys.json'), JSON.stringify([createApiKey('billing', ['charge']).entry]));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** The service as a process of its own, with nothing from our own environment. */
  function start(env: Record<string, string>) {
    const child = spawn(process.execPath, [join('src', 'start.ts')], {
      env: { NODE_NO_WARNINGS: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { text: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      output.text += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output.text += chunk.toString();
    });
    return { child, output, exit: once(child, 'exit') as Promise<[number | null, string | null]> };
  }

  it('says everything that is wrong with its settings, and ends without a stack trace', async () => {
    const { output, exit } = start({ PORT: 'x' });
    expect((await exit)[0]).to.equal(1);
    expect(output.text)
      .to.include('payment cannot run')
      .and.to.include('PORT')
      .and.to.include('DATABASE_URL')
      .and.to.include('API_KEYS_FILE');
    expect(output.text).not.to.match(/^ +at /m);
  });

  it('ends at a signal while it still waits for its database', async () => {
    // It takes connections and says nothing.
    const database = createServer().listen(0, '127.0.0.1');
    await once(database, 'listening');
    const { child, output, exit } = start({
      DATABASE_URL: `postgres://payment@127.0.0.1:${(database.address() as AddressInfo).port}/payment`,
      API_KEYS_FILE: join(folder, 'keys.json'),
    });
    const [socket] = (await once(database, 'connection')) as [Socket];
    child.kill('SIGTERM');
    expect(await exit).to.equal([1, null]);
    expect(output.text).to.include('a signal stopped it before it was ready');
    socket.destroy();
    database.close();
  });

  it('serves until SIGTERM and then ends in order', async () => {
    const database = await testDatabase();
    const { child, output, exit } = start({
      HOST: '127.0.0.1',
      PORT: '0',
      OPS_PORT: '0',
      DRAIN_SECONDS: '0',
      DATABASE_URL: database.url,
      API_KEYS_FILE: join(folder, 'keys.json'),
    });
    while (!output.text.includes('listening') && child.exitCode === null) await once(child.stdout, 'data');
    const { public: url } = JSON.parse(output.text.split('\n').find((line) => line.includes('listening')) ?? '{}') as {
      public: string;
    };
    expect((await fetch(`${url}/openapi.json`)).status).to.equal(200);
    child.kill('SIGTERM');
    expect(await exit).to.equal([0, null]);
    expect(output.text).to.include('"stopped"');
    await database.drop();
  });
});
