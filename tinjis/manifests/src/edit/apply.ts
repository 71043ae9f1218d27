import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.ts';

/** What each path of the repository is to hold; `null` removes it. */
export type Writes = Readonly<Record<string, string | null>>;

/**
 * Writes to a checkout, a file at a time, each either whole or not at all.
 * @param root top folder of the repository
 * @throws Failure (unreadable) where a folder on the way is a symbolic link, which could lead out of the checkout;
 * nothing is written then
 */
export function applyWrites(root: string, writes: Writes): void {
  const entries = Object.entries(writes);
  entries.forEach(([path]) => {
    refuseLinks(root, path);
  });
  for (const [path, text] of entries) {
    const target = join(root, path);
    if (text === null) {
      rmSync(target, { force: true });
      continue;
    }
    mkdirSync(dirname(target), { recursive: true });
    const unfinished = `${target}.${process.pid}.tmp`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, target);
  }
}

function refuseLinks(root: string, path: string): void {
  const steps = path.split('/');
  steps.forEach((_, index) => {
    const part = steps.slice(0, index + 1).join('/');
    if (!lstatSync(join(root, part), { throwIfNoEntry: false })?.isSymbolicLink()) return;
    throw new Failure('unreadable', {
      what: `${part} is a symbolic link, expected a folder or file of the repository`,
      at: { file: part, line: 1 },
      why: 'writing through it could change files outside the checkout',
      fix: 'replace the link by what it points at',
    });
  });
}
