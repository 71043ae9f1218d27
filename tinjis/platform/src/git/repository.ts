import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { quoted } from '@tinjis/cluster/process/run';
import type { GitFolders } from './folders.ts';

/**
 * Makes the served bare repository, or brings its settings and hooks up to date. Its content stays.
 * @param address repository URL as Argo CD knows it; the repository is served at the URL's path
 * @returns its folder
 */
export function prepareRepository(folders: GitFolders, address: string): string {
  const folder = join(folders.repositories, `${new URL(address).pathname.slice(1)}.git`);
  if (!existsSync(join(folder, 'HEAD'))) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    gitIn(folder, ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  }
  const settings = {
    'receive.denyDeletes': 'false', // the hook decides, by branch
    'receive.fsckObjects': 'true',
    // A checkout may be shallow, as in CI.
    'receive.shallowUpdate': 'true',
    // Argo CD asks for the commit that a push event named.
    'uploadpack.allowReachableSHA1InWant': 'true',
    'core.logAllRefUpdates': 'true',
  };
  for (const [key, value] of Object.entries(settings)) {
    gitIn(folder, ['config', key, value]);
  }
  writeHook(folder, 'pre-receive', preReceive(folders.refusals));
  writeHook(folder, 'post-receive', postReceive(folders.outbox));
  return folder;
}

/** Runs git in a repository, and returns its answer without the line end. */
export function gitIn(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync('git', [...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    env: { ...process.env, ...env },
  }).trimEnd();
}

/** The guard, run from the code of the checkout that ran `tinjis up`. */
function preReceive(refusals: string): string {
  return `exec ${quoted(process.execPath)} ${quoted(join(dirname(packageFolder), 'platform', 'src', 'git', 'pre-receive.ts'))} ${quoted(refusals)}\n`;
}

/**
 * Puts each moved ref into the outbox. The server forwards it, so no push waits for Argo CD. The file is renamed into
 * place, so it is never half a file.
 */
function postReceive(outbox: string): string {
  return `cd ${quoted(outbox)}
while read -r before after ref; do
  printf '%s %s %s %s %s\\n' "$before" "$after" "$ref" "\${REMOTE_USER:--}" "$OLDPWD" > ".$$-$after"
  mv ".$$-$after" "$$-$after.event"
done
`;
}

function writeHook(folder: string, name: string, script: string): void {
  writeFileSync(join(folder, 'hooks', name), `#!/bin/sh\n# Written by \`tinjis up\`.\n${script}`, { mode: 0o755 });
}
