import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Failure } from '../failure.ts';
import { build } from './build.ts';
import { cacheFolder, RenderCache } from './cache.ts';
import { InputReader } from './inputs.ts';
import { explain } from './message.ts';
import type { RenderedObject, Rendering, RenderRequest } from './rendered.ts';
import { type Environment, findRenderer, type Renderer } from './renderer.ts';

/** Above some forty folders kustomize's own search for duplicate objects costs more than another start. */
const batchSize = 32;

export interface RenderOptions {
  readonly env: Environment;
  /** The kustomize to use; found by `findRenderer` unless given. */
  readonly renderer?: Renderer;
}

interface Input {
  readonly folder: string;
  readonly digest: string;
}

/** Folders to render by one process. */
type Job = readonly [Input, ...Input[]];

/**
 * Renders folders by the real kustomize, many by one process, and remembers them by content outside the checkout.
 * @param root top folder of the repository
 * @returns one rendering a request, in their order; a folder that cannot be rendered says why and leaves the others
 * alone
 * @throws Failure (unreadable) where no kustomize is found
 */
export async function renderFolders(
  root: string,
  requests: readonly RenderRequest[],
  { env, renderer }: RenderOptions,
): Promise<readonly Rendering[]> {
  const used = renderer ?? (await findRenderer(env));
  const top = realpathSync(root);
  const reader = new InputReader(top);
  const cache = new RenderCache(cacheFolder(env), used);
  const done = new Map<string, Rendering>();
  const batches = new Map<string, Input[]>();
  const jobs: Job[] = [];
  for (const { folder, cluster } of requests) {
    try {
      const { digest, renames } = reader.inputsOf(folder);
      const objects = cache.get(digest);
      if (objects) done.set(folder, { folder, objects });
      else if (renames) jobs.push([{ folder, digest }]);
      else batches.set(cluster, [...(batches.get(cluster) ?? []), { folder, digest }]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      done.set(folder, { folder, problem: error.explanation });
    }
  }
  for (const waiting of batches.values()) {
    for (let start = 0; start < waiting.length; start += batchSize) {
      jobs.push(waiting.slice(start, start + batchSize) as unknown as Job);
    }
  }
  await atOnce(availableParallelism(), jobs, (job) => renderJob(used, top, job, cache, done));
  if (jobs.length > 0) cache.prune();
  return requests.map(({ folder }) => done.get(folder) as Rendering);
}

/** A message about many folders names none for certain: halves are tried until it is about one. */
async function renderJob(
  renderer: Renderer,
  root: string,
  folders: Job,
  cache: RenderCache,
  done: Map<string, Rendering>,
): Promise<void> {
  const built = await build(
    renderer,
    root,
    folders.map(({ folder }) => folder),
  );
  if ('objects' in built) {
    folders.forEach(({ folder, digest }, index) => {
      const objects = built.objects[index] as readonly RenderedObject[];
      cache.put(digest, objects);
      done.set(folder, { folder, objects });
    });
    return;
  }
  const [first, ...others] = folders;
  if (others.length === 0) {
    done.set(first.folder, { folder: first.folder, problem: explain(first.folder, built.message) });
    return;
  }
  const middle = Math.ceil(folders.length / 2);
  await renderJob(renderer, root, folders.slice(0, middle) as unknown as Job, cache, done);
  await renderJob(renderer, root, folders.slice(middle) as unknown as Job, cache, done);
}

async function atOnce<T>(limit: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
