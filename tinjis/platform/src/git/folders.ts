import { mkdirSync, globSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from '@tinjis/cluster/state';
import { Failure } from '@tinjis/manifests/failure';
import { textOf } from '@tinjis/cluster/files';

/** The places where the git server keeps what it needs, below an instance's state folder. */
export interface GitFolders {
  /** The served repositories: GIT_PROJECT_ROOT. */
  readonly repositories: string;
  /** Push events waiting to be sent. One file each. */
  readonly outbox: string;
  /** Refused pushes, one JSON line each; see `Refusal`. */
  readonly refusals: string;
  /** The accounts that may log in: logins with salted hashes of passwords. */
  readonly accounts: string;
  /** The destination for push events; see webhook.ts. */
  readonly webhook: string;
}

/** The git server's folders, made if they are missing, for this user only. */
export function gitFolders({ state, secrets }: Pick<Folders, 'state' | 'secrets'>): GitFolders {
  const git = join(state, 'git');
  const folders = {
    repositories: join(git, 'repositories'),
    outbox: join(git, 'outbox'),
    refusals: join(git, 'refusals.jsonl'),
    accounts: join(secrets, 'git-accounts.json'),
    webhook: join(git, 'webhook.json'),
  };
  for (const folder of [folders.repositories, folders.outbox, secrets]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  return folders;
}

/**
 * The bare repository that the git server of an instance serves.
 * @throws Failure (found) when there is none yet, as after an `up` that ended before it served a repository, or when
 * there is more than one
 */
export function servedFolder(folders: Folders): string {
  const { repositories } = gitFolders(folders);
  const found = globSync('**/*.git', { cwd: repositories });
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Failure('found', {
      what: `${repositories} holds ${found.length} repositories, where the one that \`tinjis up\` serves is expected`,
      fix: 'run `tinjis up` for the instance again: it goes on where it was ended',
    });
  }
  return join(repositories, only);
}

/** A push that the hook refused. */
export interface Refusal {
  /** ISO 8601. */
  readonly time: string;
  readonly login: string;
  readonly ref: string;
  /** The reason given to the developer. */
  readonly why: string;
}

/** Keeps a refusal as a single line, so two hooks at once do not mix. */
export function keepRefusal(file: string, refusal: Refusal): void {
  appendFileSync(file, `${JSON.stringify(refusal)}\n`, { mode: 0o600 });
}

/** The latest refusal; undefined when nothing was ever refused. */
export function lastRefusal(file: string): Refusal | undefined {
  const line = textOf(file)?.trimEnd().split('\n').at(-1);
  return line ? (JSON.parse(line) as Refusal) : undefined;
}
