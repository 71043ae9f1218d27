import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { dropUnused, noteUse } from '@tinjis/manifests/cache';
import { runOrFail } from '../process/run.ts';
import type { Progress } from '../progress.ts';
import { type GoModule, modules } from './list.ts';
import { type Toolchain, toolchainFor } from './go.ts';

const wrappers = join(dirname(packageFolder), 'cluster', 'src', 'programs');

export type ModuleName = (typeof modules)[number]['folder'];

/** The programs of one wrapper module, built. */
export interface BuiltPrograms {
  /** Folder of the programs, named after a key of their inputs. */
  readonly folder: string;
  /** Path of a program. @throws Error when the module has no such program */
  program(name: string): string;
  /** Path of a file or folder that the module provides. */
  source(path: string): string;
}

/**
 * The programs of some wrapper modules; builds those that the cache lacks.
 *
 * They lie under a key made from go.mod, go.sum, main.go, flags and toolchain. A change never meets a stale program; a
 * fresh clone finds the programs of an earlier clone. A file beside each program keeps its build time
 * (`NAME.seconds`).
 * @param cache the cluster's cache folder
 */
export async function ensurePrograms<Name extends ModuleName>(
  names: readonly Name[],
  cache: string,
  progress: Progress,
): Promise<Record<Name, BuiltPrograms>> {
  const built: [Name, BuiltPrograms][] = [];
  // One after the other: each build uses every core by itself.
  for (const name of names) {
    const module = modules.find(({ folder }) => folder === name) as GoModule;
    built.push([name, await ensureModule(module, cache, progress)]);
  }
  dropUnused(join(cache, 'programs'));
  return Object.fromEntries(built) as Record<Name, BuiltPrograms>;
}

async function ensureModule(module: GoModule, cache: string, progress: Progress): Promise<BuiltPrograms> {
  const toolchain = toolchainFor(join(wrappers, module.folder));
  const folder = folderOf(module, toolchain, cache);
  mkdirSync(folder, { recursive: true });
  for (const [name, path] of Object.entries(module.programs)) {
    if (existsSync(join(folder, name))) continue;
    progress.note(`building ${name}: minutes the first time; programs left after it: ${missingPrograms(cache) - 1}`);
    await progress.step(`program ${name} built`, () => build(module, toolchain, folder, name, path));
  }
  await keepSources(module, toolchain, folder);
  noteUse(folder);
  return {
    folder,
    program: (name) => {
      if (!(name in module.programs)) throw new Error(`${module.folder} has no program ${name}`);
      return join(folder, name);
    },
    source: (path) => join(folder, 'sources', path),
  };
}

/**
 * The number of programs a cluster needs that are still to be built; it tells a waiting person how many builds to
 * expect.
 */
function missingPrograms(cache: string): number {
  return modules.flatMap((module: GoModule) => {
    const folder = folderOf(module, toolchainFor(join(wrappers, module.folder)), cache);
    return Object.keys(module.programs).filter((name) => !existsSync(join(folder, name)));
  }).length;
}

function folderOf(module: GoModule, toolchain: Toolchain, cache: string): string {
  return join(cache, 'programs', `${module.folder}-${keyOf(module, toolchain)}`);
}

async function build(
  module: GoModule,
  { go, env }: Toolchain,
  folder: string,
  name: string,
  path: string,
): Promise<void> {
  const begun = performance.now();
  const flags = ['-s', '-w', ...module.stamps.map((stamp) => `-X ${stamp}`)].join(' ');
  const tags = module.tags === undefined ? [] : [`-tags=${module.tags}`];
  const unfinished = join(folder, `${name}.new-${process.pid}`);
  // Two builds at once would each be slower than in turn, and need twice the memory.
  await runOrFail(
    'flock',
    [join(folder, '..', '.lock'), go, 'build', '-trimpath', ...tags, '-ldflags', flags, '-o', unfinished, path],
    {
      cwd: join(wrappers, module.folder),
      env,
    },
  );
  writeFileSync(join(folder, `${name}.seconds`), `${((performance.now() - begun) / 1000).toFixed(1)}\n`);
  renameSync(unfinished, join(folder, name));
}

/**
 * Copies the files that a program needs beside itself out of Go's module cache: anybody may clean that cache, and it is
 * read-only.
 */
async function keepSources(module: GoModule, { go, env }: Toolchain, folder: string): Promise<void> {
  const kept = join(folder, 'sources');
  if (module.sources === undefined || existsSync(kept)) return;
  await runOrFail(go, ['mod', 'download', module.of], { cwd: join(wrappers, module.folder), env });
  const from = (
    await runOrFail(go, ['list', '-m', '-f', '{{.Dir}}', module.of], { cwd: join(wrappers, module.folder), env })
  ).trim();
  const unfinished = mkdtempSync(`${kept}-`);
  for (const path of module.sources) {
    cpSync(join(from, path), join(unfinished, path), { recursive: true });
  }
  await runOrFail('chmod', ['-R', 'u+w', unfinished]);
  try {
    renameSync(unfinished, kept);
  } catch {
    rmSync(unfinished, { recursive: true }); // another process was first
  }
}

function keyOf({ folder, of, tags, stamps, programs, sources }: GoModule, { version }: Toolchain): string {
  const hash = createHash('sha256').update(JSON.stringify({ of, tags, stamps, programs, sources, version }));
  for (const file of ['go.mod', 'go.sum', 'main.go'].map((name) => join(wrappers, folder, name)).filter(existsSync)) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
