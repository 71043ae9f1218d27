import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putJson } from '@tinjis/cluster/files';
import { quoted } from '@tinjis/cluster/process/run';
import { runProcess } from '@tinjis/manifests/process';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { gitFolders } from '@tinjis/platform/git/folders';
import type { Webhook } from '@tinjis/platform/git/webhook';
import { gitPort, localCluster } from '@tinjis/platform/installation';
import type { CheckContext } from '../harness/check.ts';

/** Where the served repository is, and the person who accesses it. */
interface ServedRemote {
  readonly url: string;
  /** Login of the person who commits and pushes. */
  readonly login: string;
  /** File that holds their password. */
  readonly passwordFile: string;
}

/** A person's clone of the served repository, on main. */
export interface WorkingCopy {
  readonly folder: string;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Runs git in the clone. @throws Error with git's complaint */
  git(...args: string[]): Promise<string>;
  /**
   * Commits whatever has changed.
   * @returns the commit
   */
  commit(message: string): Promise<string>;
  /** Takes in the commits that others pushed, and puts the clone's own commits on top. */
  update(): Promise<void>;
  /**
   * Pushes. If somebody else was faster, pushes on top of their commits.
   * @returns the commit that main is at afterwards
   * @throws Error with what the server said
   */
  push(): Promise<string>;
}

/** Clones the served repository for a person, into a folder that is removed after the group's checks. */
export async function cloneFor(context: CheckContext, login: string): Promise<WorkingCopy> {
  const folder = await temporaryFolder(context);
  return cloneInto(folder, remoteOf(context, login));
}

/** An empty folder on this machine, which is removed after the group's checks. */
export async function temporaryFolder({ putBack }: CheckContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tinjis-checks-'));
  putBack('a folder with clones', () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Clones the served repository into an empty folder. */
export async function cloneInto(folder: string, remote: ServedRemote): Promise<WorkingCopy> {
  const run = (args: readonly string[]) =>
    runProcess('git', ['-C', folder, ...settings(remote), ...args], { env: environment(folder) });
  const git = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await run(args);
    if (status !== 0) throw new Error(`git ${args[0]} as ${remote.login}: ${stderr.trim() || stdout.trim()}`);
    return stdout.trim();
  };
  await git('clone', '--quiet', '--branch', 'main', remote.url, '.');
  /** Undefined when the server accepted the push; otherwise the server's words. */
  const refusedPush = async (): Promise<string | undefined> => {
    const { status, stderr } = await run(['push', 'origin', 'HEAD:main']);
    return status === 0 ? undefined : stderr.trim();
  };
  const update = async (): Promise<void> => void (await git('pull', '--quiet', '--rebase', 'origin', 'main'));
  return {
    folder,
    git,
    update,
    read: (file) => readFile(join(folder, file), 'utf8'),
    write: (file, text) => writeFile(join(folder, file), text),
    commit: async (message) => {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    push: async () => {
      let refused = await refusedPush();
      if (refused !== undefined && /fetch first|non-fast-forward|cannot lock ref/.test(refused)) {
        await update();
        refused = await refusedPush();
      }
      if (refused !== undefined) throw new Error(`the push of ${remote.login} was refused: ${refused}`);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** A helper hands git the password from its file: it appears in no argument, URL or variable. */
function settings({ login, passwordFile }: ServedRemote): readonly string[] {
  const helper = `!f() { test "$1" = get && echo username=${quoted(login)} && printf 'password=%s\\n' "$(cat ${quoted(passwordFile)})"; }; f`;
  return [
    'credential.helper=',
    `credential.helper=${helper}`,
    `user.name=${login}`,
    `user.email=${login}@example.com`,
    'commit.gpgSign=false',
    'advice.detachedHead=false',
  ].flatMap((setting) => ['-c', setting]);
}

/** Keeps out the machine's own git settings. */
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

/** The served repository, as a person of the demo accesses it. */
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

/** Does something while every webhook is lost. */
export async function withoutWebhooks<T>({ folders }: CheckContext, work: () => Promise<T>): Promise<T> {
  const { webhook: file } = gitFolders(folders);
  const webhook = JSON.parse(await readFile(file, 'utf8')) as Webhook;
  putJson(file, { ...webhook, lost: true });
  try {
    return await work();
  } finally {
    putJson(file, webhook);
  }
}
