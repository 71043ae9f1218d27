import { createHmac } from 'node:crypto';
import { noCommit, type RefUpdate } from './ref-update.ts';
import { gitIn } from './repository.ts';

export interface ReceivedPush extends RefUpdate {
  readonly login: string;
  /** Folder of the bare repository. */
  readonly folder: string;
}

/** Reads what the post-receive hook wrote: `BEFORE AFTER REF LOGIN FOLDER`. */
export function readPushed(line: string): ReceivedPush {
  const [before = '', after = '', ref = '', login = '', ...folder] = line.trim().split(' ');
  return { before, after, ref, login, folder: folder.join(' ') };
}

/**
 * A push event as GitHub sends it, with the parts that a receiver such as Argo CD reads.
 * All changed files stand in one commit entry: they are read as one list anyway.
 * @param address repository URL as the receiver knows it
 * @param after the push that is told; its files are read from the repository
 */
export function pushEvent(
  address: string,
  { before, after, ref, login, folder }: ReceivedPush,
): Readonly<Record<string, unknown>> {
  const path = new URL(address).pathname.slice(1);
  const deleted = noCommit.test(after);
  const commits = deleted
    ? []
    : [
        {
          id: after,
          message: gitIn(folder, ['log', '-1', '--format=%s', after]),
          ...changedFiles(folder, before, after),
        },
      ];
  return {
    ref,
    before,
    after,
    deleted,
    created: noCommit.test(before),
    forced: false,
    repository: { full_name: path, html_url: address, clone_url: `${address}.git`, default_branch: 'main' },
    pusher: { name: login },
    sender: { login },
    commits,
    ...(commits[0] ? { head_commit: commits[0] } : {}),
  };
}

/** The signature GitHub puts into X-Hub-Signature-256. */
export function signature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

function changedFiles(
  folder: string,
  before: string,
  after: string,
): Readonly<Record<'added' | 'removed' | 'modified', readonly string[]>> {
  const from = noCommit.test(before) ? emptyTree : before;
  const fields = gitIn(folder, ['diff-tree', '-r', '-z', '--no-renames', '--name-status', from, after]).split('\0');
  const changes = fields.flatMap((status, index) =>
    index % 2 === 0 && status !== '' ? [{ status, path: fields[index + 1] ?? '' }] : [],
  );
  const with_ = (statuses: string) => changes.filter(({ status }) => statuses.includes(status)).map(({ path }) => path);
  return { added: with_('A'), removed: with_('D'), modified: with_('MT') };
}
