import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { holdSingle, socketPath } from '../../src/start/single.ts';
import { openStateFolder } from '../../src/start/state-folder.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

describe('socketPath', () => {
  it("is short from the working folder, and a pipe's name on Windows", async () => {
    await inFolder({}, (root) => {
      const folder = openStateFolder(root);
      expect(socketPath(folder, 'linux', root)).to.equal(join('.tinjis', 'running.sock'));
      expect(socketPath({ ...folder, path: 'C:\\here\\.tinjis' }, 'win32', root)).to.equal(
        '\\\\.\\pipe\\C--here-.tinjis',
      );
    });
  });
});

describe('holdSingle', () => {
  it('lets one copy in, and the next when it has gone', async () => {
    await inFolder({}, async (root) => {
      const folder = openStateFolder(root);
      const letGo = await holdSingle(folder);
      await expect(holdSingle(folder)).to.reject(/runs in this checkout already/);
      await letGo();
      await (
        await holdSingle(folder)
      )();
    });
  });

  it('takes a copy that was killed for gone', async () => {
    await inFolder({}, async (root) => {
      const folder = openStateFolder(root);
      const script = `require('node:net').createServer().listen(${JSON.stringify(folder.at('running.sock'))}, () => console.log('up'))`;
      const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      await (
        await holdSingle(folder)
      )();
    });
  });

  it('passes on why it cannot listen', async () => {
    await inFolder({}, async (root) => {
      const folder = openStateFolder(root);
      const missing = { ...folder, at: () => join(root, 'no', 'such', 'folder', 'running.sock') };
      await expect(holdSingle(missing)).to.reject(/EACCES|ENOENT/);
      mkdirSync(join(root, 'no', 'such', 'folder'), { recursive: true });
      await (
        await holdSingle(missing)
      )();
    });
  });
});
