import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import packageFolder from '../package-folder.cjs';
import { byCodePoint } from './tree/tree.ts';

/**
 * SHA-256 of the sources of packages, and of the versions on which they depend: while a program is developed, its own
 * version stays the same.
 * @param modules one module beside the other sources of each package, as in `@tinjis/rules/memo`
 */
export function digestOfPackages(modules: readonly string[]): string {
  const { resolve } = createRequire(join(packageFolder, 'package.json'));
  const hash = createHash('sha256');
  for (const folder of modules.map((module) => dirname(resolve(module)))) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort(byCodePoint);
    for (const path of [...paths, join(folder, '..', 'package.json')]) {
      hash.update(`\n${path}\0`).update(readFileSync(path));
    }
  }
  return hash.digest('hex');
}
