import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { daemonProcess, logFile, startDaemon, stopDaemon } from '../../src/process/daemon.ts';
import { type ProcessId, processOf, runs, sessionLeadersWith, signal } from '../../src/process/process-id.ts';
import { waitFor } from '../../src/wait.ts';

export const lab = Lab.script();
const { describe, it, beforeEach, afterEach } = lab;

// Linux's /proc tells processes apart.
if (process.platform === 'linux') {
  describe('a daemon', () => {
    let folders: { readonly run: string; readonly logs: string };
    const sleeper = { name: 'sleeper', command: 'sh', args: ['-c', 'echo up; exec sleep 60'] };

    const soon = (look: () => boolean) =>
      waitFor({ what: 'it', timeout: 5000, every: 10 }, async () =>
        look() ? { found: true } : { instead: 'not yet' },
      );
    const firstWords = () => soon(() => readFileSync(logFile(folders, 'sleeper'), 'utf8').endsWith('up\n'));

    const ours = () => sessionLeadersWith(`TINJIS_DAEMON=${join(folders.run, 'processes', 'sleeper.json')}`);
    /** Starts the sleeper in a process that is killed as soon as the sleeper exists, before it records anything. */
    const killedStart = async () => {
      const module = join(process.cwd(), 'src/process/daemon.ts');
      const script = `
        import processes from 'node:child_process';
        import { syncBuiltinESMExports } from 'node:module';
        const { spawn } = processes;
        processes.spawn = (...args) => { spawn(...args); process.kill(process.pid, 'SIGKILL'); };
        syncBuiltinESMExports();
        const { startDaemon } = await import(${JSON.stringify(module)});
        await startDaemon(${JSON.stringify(sleeper)}, ${JSON.stringify(folders)});`;
      const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
      expect(await once(starter, 'exit')).to.equal([null, 'SIGKILL']);
    };
    /** A server that takes its time to end after the signal. */
    const slowServer = `
      require('node:http').createServer().listen(Number(process.argv[1]), '127.0.0.1', () => console.log('up'));
      process.on('SIGTERM', () => setTimeout(() => process.exit(), 700));`;
    const freePort = async (): Promise<number> => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, 'close');
      return port;
    };

    beforeEach(() => {
      const folder = mkdtempSync(join(tmpdir(), 'tinjis-daemon-'));
      folders = { run: join(folder, 'run'), logs: join(folder, 'logs') };
    });

    afterEach(async () => {
      await stopDaemon(folders, 'sleeper');
      rmSync(join(folders.run, '..'), { recursive: true });
    });

    it('is started once, in a session of its own, and writes into its log', async () => {
      const { id, fresh } = await startDaemon(sleeper, folders);
      expect(fresh).to.be.true();
      expect(await startDaemon(sleeper, folders)).to.include({ fresh: false, id });
      await firstWords();
      const session = readFileSync(`/proc/${id.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[3];
      expect(session).to.equal(String(id.pid));
    });

    it('is started anew when it was killed, and when it is to be another version', async () => {
      const first = (await startDaemon(sleeper, folders)).id;
      signal(first, 'SIGKILL');
      await soon(() => !runs(first));
      expect(daemonProcess(folders, 'sleeper')).to.be.undefined();
      const second = await startDaemon(sleeper, folders);
      const third = await startDaemon({ ...sleeper, version: '2' }, folders);
      expect([second.fresh, third.fresh]).to.equal([true, true]);
      expect([runs(second.id), runs(third.id)]).to.equal([false, true]);
    });

    it('is killed when it does not end by itself', async () => {
      const stubborn = { ...sleeper, args: ['-c', "trap '' TERM; echo up; while :; do sleep 0.05; done"] };
      const { id } = await startDaemon(stubborn, folders);
      await firstWords();
      await stopDaemon(folders, 'sleeper', 0.2);
      expect(runs(id)).to.be.false();
    });

    it('is not started beside one whose process file was never written', async () => {
      await killedStart();
      await soon(() => ours().length === 1);
      const [stray] = ours();
      const { id, fresh } = await startDaemon(sleeper, folders);
      expect(fresh).to.be.true();
      expect(stray && runs(stray)).to.be.false();
      expect(ours()).to.equal([id]);
    });

    it('is not started beside one that a killed caller has just begun to start', async () => {
      await killedStart();
      const { id } = await startDaemon(sleeper, folders); // the other may be a shell that has not read anything yet
      await firstWords();
      await sleep(200);
      expect(ours()).to.equal([id]);
      await stopDaemon(folders, 'sleeper');
      await killedStart();
      await stopDaemon(folders, 'sleeper');
      await sleep(200);
      expect(ours()).to.equal([]);
    });

    it('waits for the port of one that ends slowly', async () => {
      const port = await freePort();
      const server = (version: string) => ({
        name: 'sleeper',
        command: process.execPath,
        args: ['-e', slowServer, String(port)],
        version,
      });
      const log = () => readFileSync(logFile(folders, 'sleeper'), 'utf8');
      const first = await startDaemon(server('1'), folders);
      await soon(() => log() === 'up\n');
      const second = await startDaemon(server('2'), folders);
      expect(runs(first.id)).to.be.false();
      await soon(() => log() === 'up\nup\n');
      expect(runs(second.id)).to.be.true();
    });

    it('is not mistaken for another process that has its number now', async () => {
      const other = spawn('sleep', ['60'], { stdio: 'ignore' });
      const id = processOf(other.pid ?? 0) as ProcessId;
      await startDaemon(sleeper, folders);
      writeFileSync(join(folders.run, 'processes', 'sleeper.json'), JSON.stringify({ ...id, started: '1' }));
      expect(daemonProcess(folders, 'sleeper')).to.be.undefined();
      await stopDaemon(folders, 'sleeper');
      expect([runs(id), ours()]).to.equal([true, []]);
      signal(id, 'SIGKILL');
    });

    it('fails with its program’s name when that is not there', async () => {
      await expect(startDaemon({ name: 'none', command: '/nowhere/none', args: [] }, folders)).to.reject(
        /\/nowhere\/none/,
      );
    });

    it('is no process that nobody started', () => {
      expect(processOf(process.pid)?.pid).to.equal(process.pid);
      expect(processOf(0)).to.be.undefined();
      expect(signal({ pid: process.pid, started: '1' }, 'SIGKILL')).to.be.false();
    });
  });
}
