import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropUnused, noteUse, userCache } from '@tinjis/manifests/cache';
import { goFor, versionOf } from '@tinjis/cluster/programs/go';

/** Exactly the versions of go.sum: nothing must be resolved anew. */
export const goSettings = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' };

/**
 * Builds the Go program of an oracle folder, or takes an earlier build from the same sources.
 *
 * The binary lies in the user's cache folder, under a name made from the sources, go.sum and the toolchain's version. A
 * first build takes minutes, so the binary must survive a fresh clone, and a change must never meet a stale binary.
 *
 * @param oracles the folder of all oracles
 * @param folder the name of the folder to build
 * @returns the path of the binary
 * @throws ToolchainMissing if Go is not available; Error if the sources do not compile
 */
export function buildOracle(oracles: string, folder: string): string {
  const cache = join(userCache(process.env), 'oracles');
  mkdirSync(cache, { recursive: true });
  const program = join(oracles, folder);
  const go = goFor(readFileSync(join(program, 'go.mod'), 'utf8'), cache);
  const binary = join(cache, `${folder}-${fingerprint([program, join(oracles, 'lines')], versionOf(go) ?? '')}`);
  noteUse(binary);
  dropUnused(cache);
  if (existsSync(binary)) return binary;
  process.stderr.write(`Building tinjis/lab/src/oracles/${folder} (the first time takes minutes)…\n`);
  execFileSync(go, ['build', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', '-o', binary, '.'], {
    cwd: program,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...goSettings },
  });
  return binary;
}

/**
 * The folder of a module that an oracle's go.mod requires, downloaded and checked against go.sum if it is not there.
 *
 * @param oracles the folder of all oracles
 * @param folder the name of the oracle's folder
 * @param module the path of the module
 * @throws ToolchainMissing if Go is not available; Error if the module cannot be downloaded
 */
export function moduleFolder(oracles: string, folder: string, module: string): string {
  const program = join(oracles, folder);
  const go = goFor(readFileSync(join(program, 'go.mod'), 'utf8'), join(userCache(process.env), 'oracles'));
  const said = execFileSync(go, ['mod', 'download', '-json', module], {
    cwd: program,
    encoding: 'utf8',
    env: { ...process.env, ...goSettings },
  });
  return (JSON.parse(said) as { Dir: string }).Dir;
}

function fingerprint(folders: readonly string[], version: string): string {
  const hash = createHash('sha256').update(version);
  for (const folder of folders) {
    for (const file of readdirSync(folder)
      .filter((name) => /\.(?:go|s)$|^go\.(?:mod|sum)$/.test(name))
      .sort()) {
      hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
