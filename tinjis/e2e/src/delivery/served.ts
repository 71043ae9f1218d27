import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/disk';
import { gitFolders } from '@tinjis/platform/git/folders';
import type { Webhook } from '@tinjis/platform/git/webhook';
import { gitPort, localCluster } from '@tinjis/platform/platform';
import type { CheckContext } from '../harness/check.ts';
import type { ServedRemote } from './working-copy.ts';

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
