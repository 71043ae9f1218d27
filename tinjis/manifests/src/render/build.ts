import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
  closeSync,
  openSync,
} from 'node:fs';
import { tmpdir, availableParallelism } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { loadAll } from 'js-yaml';
import { lazily } from '@tinjis/rules/memo';
import type { Tree } from '../tree/tree.ts';
import { withoutSchemas } from '../yaml/read-yaml.ts';
import { goSchema } from '../yaml/scalars.ts';
import type { Inputs } from './inputs.ts';
import { asksOrigins, originsIn } from './locate.ts';
import type { PlainObject, RenderedObject } from './rendered.ts';
import type { Renderer } from './renderer.ts';
import { spawnSync } from 'node:child_process';

/** Folders of one cluster to render by one process. */
export interface Job {
  readonly folders: readonly [Inputs, ...Inputs[]];
  /** Whether custom kinds keep their schemas, which cost most of the time and decide nothing. */
  readonly schemas: boolean;
}

/**
 * What one process said about the folders it was given: the objects of each, in their order, or one message about them
 * all.
 */
export type Built = { readonly objects: readonly (readonly RenderedObject[])[] } | { readonly message: string };

const markFolder = 'render.tinjis.invalid/folder';
const markOrigin = 'config.kubernetes.io/origin';

/**
 * Runs kustomize, a process for each job, side by side. It is given copies of the files that {@link Inputs} names and
 * no others.
 */
export function build(renderer: Renderer, tree: Tree, jobs: readonly Job[]): readonly Built[] {
  // kustomize resolves symbolic links before it compares paths.
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'tinjis-')));
  try {
    const prepared = jobs.map((job, index) => prepare(renderer, tree, join(scratch, String(index)), job));
    const commands = prepared.map(({ top }, index) => ({
      command: renderer.command,
      args: [...renderer.build, ...(isOld(renderer) ? ['--reorder', 'none'] : []), top],
      env: environment,
      output: join(scratch, `${index}.out`),
      errors: join(scratch, `${index}.err`),
    }));
    const ended = runSideBySide(commands);
    return commands.map(({ output, errors }, index) => {
      const { root, top } = prepared[index] as Prepared;
      const job = jobs[index] as Job;
      if (ended[index] === 0) {
        return { objects: apart(tree, readFileSync(output, 'utf8'), job, top, root) };
      }
      const said = readFileSync(errors, 'utf8');
      return {
        message: said
          .replaceAll(root + sep, '')
          .replaceAll(top + sep, '')
          .trim(),
      };
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * No PATH, so that no git can be started, and a proxy that is not there, so that nothing is fetched; less garbage
 * collection, since the process is short. One thread: processes run side by side.
 */
const nowhere = 'http://127.0.0.1:1';
const environment = { GOGC: '400', GOMAXPROCS: '1', HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere };

interface Prepared {
  /** Where the copies stand, as in the repository. */
  readonly root: string;
  /** The folder to build. */
  readonly top: string;
}

function prepare(renderer: Renderer, tree: Tree, folder: string, { folders, schemas }: Job): Prepared {
  const root = join(folder, 'repository');
  const kept = new Set(folders.flatMap(({ named }) => [...named]));
  for (const path of new Set(folders.flatMap(({ files }) => files))) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    const bytes = tree.bytes(path);
    const short = !schemas && !kept.has(path) && /\.ya?ml$/.test(path);
    writeFileSync(join(root, path), short ? withoutSchemas(Buffer.from(bytes).toString('utf8')) : bytes);
  }
  const [first] = folders;
  const { folder: own, kustomizations, top: fields } = first;
  const origins = asksOrigins(first) ? ['originAnnotations'] : [];
  if (fields) {
    const { buildMetadata: asked = [] } = fields as { readonly buildMetadata?: unknown };
    // What is no list is left as it is: kustomize refuses it.
    const buildMetadata = Array.isArray(asked) ? [...(asked as unknown[]), ...origins] : asked;
    write(join(root, kustomizations[0] as string), { ...fields, buildMetadata, ...asListed(renderer) });
    return { root, top: join(root, own) };
  }
  const top = join(folder, 'top');
  folders.forEach((each, index) => {
    wrap(join(top, String(index)), String(index), join(root, each.folder));
  });
  write(join(top, 'kustomization.yaml'), {
    buildMetadata: origins,
    resources: folders.map((_, index) => String(index)),
    ...asListed(renderer),
  });
  return { root, top };
}

/** Objects are asked for in the order of their files: every version has another of its own. */
function asListed(renderer: Renderer): object {
  return isOld(renderer) ? {} : { sortOptions: { order: 'fifo' } };
}

/** Whether a kustomize takes the order as an option, and knows no such field. */
function isOld({ version }: Renderer): boolean {
  return Number.parseInt(version, 10) < 5;
}

/** Marks the objects of a folder, so that they are told apart again in whatever order kustomize prints them. */
function wrap(wrapper: string, name: string, folder: string): void {
  const mark = {
    apiVersion: 'builtin',
    kind: 'AnnotationsTransformer',
    metadata: { name: 'folder' },
    annotations: { [markFolder]: name },
    fieldSpecs: [{ path: 'metadata/annotations', create: true }],
  };
  write(join(wrapper, 'kustomization.yaml'), {
    resources: [relative(wrapper, folder).split(sep).join('/')],
    transformers: [JSON.stringify(mark, null, 1)],
  });
}

/** JSON is YAML, and quotes whatever a path may hold. */
function write(file: string, fields: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(fields));
}

function apart(
  tree: Tree,
  stdout: string,
  { folders }: Job,
  top: string,
  root: string,
): readonly (readonly RenderedObject[])[] {
  const objects = folders.map((): RenderedObject[] => []);
  const found = lazily(() => originsIn(tree, folders[0]));
  for (const document of loadAll(stdout, { schema: goSchema }) as PlainObject[]) {
    const { annotations: all = {}, ...metadata } = document.metadata;
    const { [markFolder]: index = '0', [markOrigin]: said, ...annotations } = all as Record<string, string>;
    const object = {
      ...document,
      metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
    };
    const origin = said === undefined ? found()(object) : fileFrom(root, resolve(top, originFile(said)));
    (objects[Number(index)] as RenderedObject[]).push({ object, origin });
  }
  return objects;
}

function fileFrom(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** The annotation is YAML: `path` for what was read, `configuredIn` for what a generator made. */
function originFile(annotation: string): string {
  return annotation.replace(/^.*?(?:path|configuredIn): ([^\n]*).*$/s, '$1');
}

/** A program to run, without a shell and without input. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** Files that are written: standard output and standard error. */
  readonly output: string;
  readonly errors: string;
}

/** Run by another Node, since this one waits: a proof is one synchronous calculation. */
const program = `
const { spawn } = require('node:child_process');
const { openSync, readFileSync } = require('node:fs');
const { commands, atOnce } = JSON.parse(readFileSync(0, 'utf8'));
const ended = commands.map(() => null);
let next = 0;
let open = 0;
function start() {
  while (open < atOnce && next < commands.length) {
    const index = next++;
    const { command, args, env, output, errors } = commands[index];
    open++;
    let over = false;
    const end = (status) => {
      if (over) return;
      over = true;
      ended[index] = status;
      open--;
      start();
    };
    const stdio = ['ignore', openSync(output, 'w'), openSync(errors, 'w')];
    spawn(command, args, { env, stdio }).once('error', () => end(null)).once('close', end);
  }
  if (open === 0 && next === commands.length) process.stdout.write(JSON.stringify(ended));
}
start();
`;

/**
 * Runs programs to their ends, as many at once as there are processors.
 * @returns the exit code of each; null where it did not start or was ended by a signal
 */
export function runSideBySide(commands: readonly Command[]): readonly (number | null)[] {
  if (commands.length === 1) return commands.map(run);
  const input = JSON.stringify({ commands, atOnce: availableParallelism() });
  const { stdout } = spawnSync(process.execPath, ['-e', program], { input, encoding: 'utf8', env: {} });
  return JSON.parse(stdout) as readonly (number | null)[];
}

function run({ command, args, env, output, errors }: Command): number | null {
  const files = [openSync(output, 'w'), openSync(errors, 'w')] as const;
  const { status } = spawnSync(command, args, { env, stdio: ['ignore', ...files] });
  files.forEach(closeSync);
  return status;
}
