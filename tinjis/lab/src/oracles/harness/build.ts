import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropUnused, noteUse, userCache } from '@tinjis/manifests/cache-entries';
import { goFor, versionOf } from '@tinjis/cluster/programs/go';

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
    // Exactly the versions of go.sum: a build must not resolve anything anew.
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
  });
  return binary;
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
