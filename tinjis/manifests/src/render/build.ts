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
import { asksOrigins, objectsIn, originsIn } from './origins.ts';
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
    const roots = jobs.map((job, index) => rootOf(scratch, job, index));
    for (const [root, sharing] of Map.groupBy(jobs, (_, index) => roots[index] as string)) {
      copy(tree, root, sharing);
    }
    const tops = jobs.map((job, index) => prepare(renderer, roots[index] as string, join(scratch, `${index}`), job));
    const commands = tops.map((top, index) => ({
      command: renderer.command,
      args: [...renderer.build, ...(isOld(renderer) ? ['--reorder', 'none'] : []), top],
      env: environment,
      output: join(scratch, `${index}.out`),
      errors: join(scratch, `${index}.err`),
    }));
    const ended = runSideBySide(commands);
    const objects = objectsIn(tree);
    return commands.map(({ output, errors }, index) => {
      const [root, top, job] = [roots[index] as string, tops[index] as string, jobs[index] as Job];
      if (ended[index] === 0) {
        return { objects: apart(objects, readFileSync(output, 'utf8'), job, top, root) };
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

/**
 * Where the copies for a job stand, as in the repository. Plain folders name in known fields whatever they read, so
 * they share one set of copies; any other could find a file there that is not among its inputs.
 */
function rootOf(scratch: string, { folders: [first], schemas }: Job, index: number): string {
  return join(scratch, first.plain ? (schemas ? 'whole' : 'short') : `alone-${index}`);
}

/** @param jobs that share the copies: all with schemas, or all without */
function copy(tree: Tree, root: string, jobs: readonly Job[]): void {
  const folders = jobs.flatMap((job) => job.folders);
  const schemas = jobs.every((job) => job.schemas);
  const kept = new Set(folders.flatMap(({ named }) => [...named]));
  const files = new Set(folders.flatMap((each) => each.files));
  for (const folder of new Set([...files].map((path) => dirname(path)))) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const path of files) {
    const bytes = tree.bytes(path);
    const short = !schemas && !kept.has(path) && /\.ya?ml$/.test(path);
    writeFileSync(join(root, path), short ? withoutSchemas(Buffer.from(bytes).toString('utf8')) : bytes);
  }
}

/**
 * Writes what kustomize is started with.
 * @param top a folder for it, if it is none of the repository's
 * @returns the folder to build
 */
function prepare(renderer: Renderer, root: string, top: string, { folders }: Job): string {
  const [first] = folders;
  const { folder: own, kustomizations, top: fields } = first;
  const origins = folders.some(asksOrigins) ? ['originAnnotations'] : [];
  if (fields) {
    const { buildMetadata: asked = [] } = fields as { readonly buildMetadata?: unknown };
    // What is no list is left as it is: kustomize refuses it.
    const buildMetadata = Array.isArray(asked) ? [...(asked as unknown[]), ...origins] : asked;
    write(join(root, kustomizations[0] as string), { ...fields, buildMetadata, ...asListed(renderer) });
    return join(root, own);
  }
  folders.forEach((each, index) => {
    wrap(join(top, String(index)), String(index), join(root, each.folder));
  });
  write(join(top, 'kustomization.yaml'), {
    buildMetadata: origins,
    resources: folders.map((_, index) => String(index)),
    ...asListed(renderer),
  });
  return top;
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
  read: ReturnType<typeof objectsIn>,
  stdout: string,
  { folders }: Job,
  top: string,
  root: string,
): readonly (readonly RenderedObject[])[] {
  const objects = folders.map((): RenderedObject[] => []);
  const origins = folders.map((inputs) => lazily(() => originsIn(read, inputs)));
  for (const document of loadAll(stdout, { schema: goSchema }) as PlainObject[]) {
    const { annotations: all = {}, ...metadata } = document.metadata;
    const { [markFolder]: index = '0', [markOrigin]: said, ...annotations } = all as Record<string, string>;
    const object = {
      ...document,
      metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
    };
    const find = (): string => (origins[Number(index)] as (typeof origins)[number])()(object);
    const origin = said === undefined ? find() : fileFrom(root, resolve(top, originFile(said)));
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
