import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = dirname(import.meta.dirname);

/**
 * What a service's Dockerfile puts on top of its base image: its sources, the chassis, and the libraries that both run
 * with.
 *
 * It is summed up rather than built, because no image can be built without its base.
 *
 * @param workspace folder of the service, such as services/payment
 * @returns MiB
 */
export function addedToImageMiB(workspace: string): number {
  const words = ['ls', '--all', '--parseable', '--omit=dev', '--omit=optional', '--workspace', workspace];
  const packages = execFileSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).split('\n');
  const libraries = packages.filter(
    (path) => relative(root, path).startsWith('node_modules') && !path.includes('@tinjis'),
  );
  const sources = ['services/chassis/src', `${workspace}/src`].map((path) => join(root, path));
  return [...libraries, ...sources].reduce((sum, path) => sum + bytesIn(path), 0) / 2 ** 20;
}

/** A package's own files: what it brings under `node_modules` is listed by itself. */
function bytesIn(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name !== 'node_modules');
  return entries.reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesIn(path) : statSync(path).size);
  }, 0);
}
