import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { daemonProcess, logFile, startDaemon, stopDaemon } from '../../src/machine/daemon.ts';
import { processOf, runs, signal } from '../../src/machine/process-id.ts';
import { waitFor } from '../../src/kubernetes/wait.ts';

export const lab = Lab.script();
const { describe, it, beforeEach, afterEach } = lab;

// Processes are told apart by what Linux says of them in /proc.
if (process.platform === 'linux') {
  describe('a daemon', () => {
    let folders: { readonly run: string; readonly logs: string };
    const sleeper = { name: 'sleeper', command: 'sh', args: ['-c', 'echo up; exec sleep 60'] };

    const soon = (look: () => boolean) =>
      waitFor({ what: 'it', timeout: 5000, every: 10 }, async () =>
        look() ? { found: true } : { instead: 'not yet' },
      );
    const firstWords = () => soon(() => readFileSync(logFile(folders, 'sleeper'), 'utf8') === 'up\n');

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

    it('is not mistaken for another process that has its number now', async () => {
      const { id } = await startDaemon(sleeper, folders);
      writeFileSync(join(folders.run, 'processes', 'sleeper.json'), JSON.stringify({ ...id, started: '1' }));
      expect(daemonProcess(folders, 'sleeper')).to.be.undefined();
      await stopDaemon(folders, 'sleeper');
      expect(runs(id)).to.be.true();
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
