import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { ensurePrograms } from '../programs/build.ts';
import type { Progress } from '../progress.ts';
import type { StandIn } from './catalogue.ts';
import { unpackedPackage, debianRoot } from './debian.ts';

/** The inputs that decide the content of an image. */
interface ImageInputs {
  /** Folders from which the Dockerfile copies, by name. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  /** Changes when an input changes: 16 hexadecimal digits. */
  readonly key: string;
}

/**
 * Collects the inputs of a stand-in, and builds missing programs.
 * @param folder of its Dockerfile
 * @param cache the cluster's cache folder
 */
export async function inputsOf(
  standIn: StandIn,
  folder: string,
  cache: string,
  progress: Progress,
): Promise<ImageInputs> {
  const contexts: Record<string, string> = {};
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  }
  for (const [name, { folder: programs }] of Object.entries(
    await ensurePrograms(standIn.modules ?? [], cache, progress),
  )) {
    contexts[name] = programs;
    hash.update(basename(programs)); // the folder's name is a key of everything that the programs are made from
  }
  for (const name of standIn.packages ?? []) {
    contexts[name] = await unpackedPackage(name, cache);
    hash.update(readFileSync(join(contexts[name], 'usr/share/doc', name, 'changelog.Debian.gz')));
  }
  for (const [name, packageName] of Object.entries(standIn.npm ?? {})) {
    const manifest = npmManifest(packageName);
    contexts[name] = dirname(manifest);
    hash.update(readFileSync(manifest)); // the manifest holds the version
  }
  const args: Record<string, string> = standIn.debian === true ? { DEBIAN: debianRoot } : {};
  hash.update(JSON.stringify(args));
  return { contexts, args, key: hash.digest('hex').slice(0, 16) };
}

/** Path of an installed package's package.json. */
function npmManifest(name: string): string {
  const require = createRequire(import.meta.filename);
  const place = require.resolve
    .paths(name)
    ?.map((folder) => join(folder, name, 'package.json'))
    .find((file) => existsSync(file));
  if (place === undefined) throw new Error(`the npm package ${name} is not installed: run \`npm ci\` on Linux`);
  return place;
}
