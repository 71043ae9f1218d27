import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeAccounts } from '../../src/git/accounts.ts';
import { type GitFolders, gitFolders } from '../../src/git/folders.ts';
import { gitIn, prepareRepository } from '../../src/git/repository.ts';
import { gitServer } from '../../src/git/server.ts';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { inFolder } from '@tinjis/manifests/testing/temporary';

const run = promisify(execFile);

export const address = 'http://git.git.svc.cluster.local/tinjis/tinjis-delivery';
export const passwords = {
  'platform-admin': 'of-platform',
  'payments-dev': 'of-payments',
  'billing-dev': 'of-billing',
} as const;
const author = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};

export interface Running {
  readonly folders: GitFolders;
  /** The served bare repository. */
  readonly served: string;
  readonly clone: string;
  /** The server's address, with credentials when a login is given. */
  url(login?: keyof typeof passwords, password?: string): string;
  /** Writes files into the clone and commits them. */
  commit(files: Readonly<Record<string, string>>): string;
  push(url: string, ...refs: readonly string[]): Promise<{ readonly ok: boolean; readonly said: string }>;
}

/** Runs `work` with a git server that serves the example organisation, and a clone of it. */
export function serving(work: (running: Running) => Promise<void>): Promise<void> {
  return inFolder({}, async (folder) => {
    const folders = gitFolders({ state: join(folder, 'state'), secrets: join(folder, 'secrets') });
    const served = prepareRepository(folders, address);
    await writeAccounts(folders.accounts, passwords);
    const clone = join(folder, 'clone');
    seed(clone, served);
    const server = gitServer({ root: folders.repositories, accounts: folders.accounts }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await work({
        folders,
        served,
        clone,
        url: (login, password = login && passwords[login]) =>
          `http://${login ? `${login}:${password}@` : ''}127.0.0.1:${port}/tinjis/tinjis-delivery`,
        commit: (files) => commit(clone, files),
        push: (url, ...refs) => push(clone, url, refs),
      });
    } finally {
      server.close();
    }
  });
}

function seed(clone: string, served: string): void {
  copyOrganisation(clone);
  gitIn(clone, ['init', '--quiet', '--initial-branch=main']);
  commit(clone, {});
  gitIn(served, ['fetch', '--quiet', clone, 'main:main']);
}

function commit(clone: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text);
  }
  gitIn(clone, ['add', '--all']);
  gitIn(clone, ['commit', '--quiet', '--message', 'A change'], author);
  return gitIn(clone, ['rev-parse', 'HEAD']);
}

async function push(
  clone: string,
  url: string,
  refs: readonly string[],
): Promise<{ readonly ok: boolean; readonly said: string }> {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
  try {
    const { stderr } = await run('git', ['push', url, ...(refs.length > 0 ? refs : ['HEAD:main'])], {
      cwd: clone,
      env,
    });
    return { ok: true, said: stderr };
  } catch (error) {
    return { ok: false, said: String((error as { stderr?: string }).stderr) };
  }
}
