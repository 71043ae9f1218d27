import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from '@tinjis/cluster/state';

/** Where the git server keeps what it needs, below an instance's state folder. */
export interface GitFolders {
  /** What is served: GIT_PROJECT_ROOT. */
  readonly repositories: string;
  /** Push events that wait to be told. One file each. */
  readonly outbox: string;
  /** What was not let in, a JSON line each; see refusals.ts. */
  readonly refusals: string;
  /** Who may log in: logins with salted hashes of passwords. */
  readonly accounts: string;
  /** Where push events go; see webhook.ts. */
  readonly webhook: string;
}

/** The git server's folders, made if need be, for this user only. */
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
