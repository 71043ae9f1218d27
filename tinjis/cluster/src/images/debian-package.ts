import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { apt } from '../machine/apt.ts';
import { runOrFail } from '../process/run.ts';

/**
 * The files of a Debian package, unpacked in the cache and not installed: nothing of the machine changes.
 * @param cache the cluster's cache folder
 * @returns folder that stands for the root
 * @throws Error when the archive cannot be reached
 */
export async function unpackedPackage(name: string, cache: string): Promise<string> {
  const folder = join(cache, 'images', 'packages', name);
  if (existsSync(folder)) return folder;
  mkdirSync(join(folder, '..'), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  await apt(['download', name], { cwd: unfinished });
  for (const archive of readdirSync(unfinished).filter((file) => file.endsWith('.deb'))) {
    await runOrFail('dpkg-deb', ['--extract', join(unfinished, archive), join(unfinished, 'root')]);
  }
  try {
    renameSync(join(unfinished, 'root'), folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another process was first
  }
  rmSync(unfinished, { recursive: true });
  return folder;
}
