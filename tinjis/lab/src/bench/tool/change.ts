import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@tinjis/manifests/tree/tree';

/**
 * Makes a folder a Git repository with two commits, of which the second changes `count` files of the services.
 * @param tree what the folder holds
 * @returns the first commit
 */
export function changeIn(folder: string, tree: Tree, count: number): string {
  const settings = [
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@example.org',
    '-c',
    'core.autocrlf=false',
    '-c',
    'commit.gpgsign=false',
  ];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...settings, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'before');
  const before = git('rev-parse', 'HEAD');
  const files = tree.paths.filter((path) => path.startsWith('apps/') && path.endsWith('.yaml')).slice(0, count);
  if (files.length < count) throw new Error(`there are only ${files.length} files to change`);
  for (const path of files) {
    appendFileSync(join(folder, path), '# changed\n');
  }
  git('commit', '--quiet', '--all', '--message', 'after');
  return before;
}
