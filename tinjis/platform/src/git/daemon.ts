import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { type Look, waitFor } from '@tinjis/cluster/wait';
import { startDaemon, stopDaemon } from '@tinjis/cluster/process/daemon';
import { textOf } from '@tinjis/cluster/files';
import type { Folders } from '@tinjis/cluster/state';
import type { GitFolders } from './folders.ts';
import { gitPort } from '../installation.ts';

/** The name in the daemon's process file and log. */
export const gitDaemon = 'git';

/** Starts the git server on this machine, unless it is already running and answers. */
export async function startGit(folders: Folders, git: GitFolders, host: string): Promise<void> {
  const serve = join(dirname(packageFolder), 'platform', 'src', 'git', 'serve.ts');
  const args = [serve, host, String(gitPort), JSON.stringify(git)];
  // Replaces a server that runs an older program or serves other folders.
  const version = programKey([process.execPath, ...args]);
  const start = () => startDaemon({ name: gitDaemon, command: process.execPath, args, version }, folders);
  const { fresh } = await start();
  if (!fresh && !('found' in (await answers(host)))) {
    // The server listens on an address that went away and came back, or it hangs.
    await stopDaemon(folders, gitDaemon);
    await start();
  }
  await waitFor({ what: 'the git server', timeout: 15_000, every: 50 }, () => answers(host));
}

/** A key for the program: its command line and its sources. */
function programKey(command: readonly string[]): string {
  const sources = join(dirname(packageFolder), 'platform', 'src', 'git');
  const texts = globSync('*.ts', { cwd: sources })
    .sort()
    .map((file) => textOf(join(sources, file)) ?? '');
  return createHash('sha256')
    .update(JSON.stringify([command, texts]))
    .digest('hex');
}

function answers(host: string): Promise<Look<true>> {
  return new Promise((resolve) => {
    const asked = request({ host, port: gitPort, path: '/', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? { found: true } : { instead: `status ${response.statusCode}` });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) => resolve({ instead: error.message }));
    asked.end();
  });
}
