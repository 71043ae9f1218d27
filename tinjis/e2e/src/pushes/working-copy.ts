import { readFile, writeFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '@tinjis/manifests/process';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/disk';
import { gitFolders } from '@tinjis/platform/git/folders';
import type { Webhook } from '@tinjis/platform/git/webhook';
import { gitPort, localCluster } from '@tinjis/platform/installation';
import type { CheckContext } from '../harness/check.ts';

/** Where the served repository is, and as whom it is spoken to. */
interface ServedRemote {
  readonly url: string;
  /** Login of the person who commits and pushes. */
  readonly login: string;
  /** File that holds their password. */
  readonly passwordFile: string;
}

/** A push the server took, or did not. */
interface PushAnswer {
  readonly accepted: boolean;
  /** What the server said. */
  readonly said: string;
}

/** A person's clone of the served repository, on main. */
export interface WorkingCopy {
  readonly folder: string;
  readonly remote: ServedRemote;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Runs git in it. @throws Error with what git complained of */
  git(...args: string[]): Promise<string>;
  /**
   * Commits whatever has changed.
   * @returns the commit
   */
  commit(message: string): Promise<string>;
  /** Takes over what others pushed, own commits on top. */
  update(): Promise<void>;
  /** Tries to push, once. */
  tryPush(): Promise<PushAnswer>;
  /**
   * Pushes; where somebody else was faster, on top of theirs.
   * @returns the commit that is main then
   * @throws Error with what the server said
   */
  push(): Promise<string>;
}

/** Clones the served repository into an empty folder. */
export async function cloneInto(folder: string, remote: ServedRemote): Promise<WorkingCopy> {
  const run = async (args: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await runProcess('git', ['-C', folder, ...settings(remote), ...args], {
      env: environment(folder),
    });
    if (status !== 0) throw new Error(`git ${args[0]} as ${remote.login}: ${stderr.trim() || stdout.trim()}`);
    return stdout.trim();
  };
  const git = (...args: string[]): Promise<string> => run(args);
  await git('clone', '--quiet', '--branch', 'main', remote.url, '.');
  const tryPush = async (): Promise<PushAnswer> => {
    const { status, stderr } = await runProcess(
      'git',
      ['-C', folder, ...settings(remote), 'push', 'origin', 'HEAD:main'],
      { env: environment(folder) },
    );
    return { accepted: status === 0, said: stderr.trim() };
  };
  const update = async (): Promise<void> => void (await git('pull', '--quiet', '--rebase', 'origin', 'main'));
  return {
    folder,
    remote,
    git,
    tryPush,
    update,
    read: (file) => readFile(join(folder, file), 'utf8'),
    write: (file, text) => writeFile(join(folder, file), text),
    commit: async (message) => {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    push: async () => {
      const first = await tryPush();
      if (!first.accepted) {
        if (!/fetch first|non-fast-forward|cannot lock ref/.test(first.said))
          throw new Error(`the push of ${remote.login} was refused: ${first.said}`);
        await update();
        const second = await tryPush();
        if (!second.accepted) throw new Error(`the push of ${remote.login} was refused: ${second.said}`);
      }
      return git('rev-parse', 'HEAD');
    },
  };
}

/** The password goes from its file to git by a helper: it is in no argument, no URL and no variable. */
function settings({ login, passwordFile }: ServedRemote): readonly string[] {
  const helper = `!f() { test "$1" = get && echo username=${quoted(login)} && printf 'password=%s\\n' "$(cat ${quoted(passwordFile)})"; }; f`;
  return [
    '-c',
    'credential.helper=',
    '-c',
    `credential.helper=${helper}`,
    '-c',
    `user.name=${login}`,
    '-c',
    `user.email=${login}@example.com`,
    '-c',
    'commit.gpgSign=false',
    '-c',
    'advice.detachedHead=false',
  ];
}

/** Nothing of the machine's own git settings. */
function environment(folder: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The served repository, as a person of the demo reaches it. */
export function remoteOf(
  { cluster: { hostAddress }, folders: { secrets }, root }: CheckContext,
  login: string,
): ServedRemote {
  const address = loadTeams(diskTree(root)).clusters.find(({ name }) => name === localCluster)?.repository;
  const { pathname } = new URL(String(address));
  return {
    url: `http://${hostAddress}:${gitPort}${pathname}`,
    login,
    passwordFile: join(secrets, 'people', `${login}.password`),
  };
}

/** Does something while every webhook gets lost. */
export async function withoutWebhooks<T>({ folders }: CheckContext, work: () => Promise<T>): Promise<T> {
  const { webhook: file } = gitFolders(folders);
  const webhook = JSON.parse(await readFile(file, 'utf8')) as Webhook;
  await replace(file, { ...webhook, lost: true });
  try {
    return await work();
  } finally {
    await replace(file, webhook);
  }
}

async function replace(file: string, webhook: Webhook): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(webhook), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
