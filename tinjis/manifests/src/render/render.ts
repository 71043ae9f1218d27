import { type Environment, cacheFolder, RenderCache } from '../cache.ts';
import { Failure } from '../failure.ts';
import type { Tree } from '../tree/tree.ts';
import { build, type Built, type Job } from './build.ts';
import { InputReader, type Inputs } from './inputs.ts';
import { explain } from './message.ts';
import { asksOrigins, mostPatches } from './origins.ts';
import type { RenderedObject, Rendering, RenderRequest } from './rendered.ts';
import { findRenderer, type Renderer } from './renderer.ts';

/**
 * What one process is given at most: some eight folders of teams, or forty overlays. With more, kustomize's own search
 * for duplicate objects, which takes the square of their number, costs more than another start.
 */
const batchBytes = 200_000;

/** Whether custom kinds keep their schemas, which cost most of the time and decide no right. */
export type SchemaChoice = 'with schemas' | 'without schemas';

/** A folder that was not rendered before. */
interface Missing {
  readonly inputs: Inputs;
  readonly cluster: string;
}

/** The real kustomize, and what it rendered before. Finds its program when it is first needed. */
export class Kustomize {
  readonly #env: Environment;
  #renderer: Renderer | undefined;
  readonly #mayRun: boolean;
  readonly #readers = new WeakMap<Tree, InputReader>();

  /**
   * @param renderer the program to use; found by `findRenderer` unless given
   * @param mayRun false where somebody else renders what was not rendered before: then only what is remembered is given
   */
  constructor(env: Environment, renderer?: Renderer, mayRun = true) {
    this.#env = env;
    this.#renderer = renderer;
    this.#mayRun = mayRun;
  }

  /** @throws Failure (unreadable) where no kustomize is found */
  get renderer(): Renderer {
    return (this.#renderer ??= findRenderer(this.#env));
  }

  /** What one tree's folders are rendered from. */
  inputs(tree: Tree): InputReader {
    return this.#readers.getOrInsertComputed(tree, () => new InputReader(tree));
  }

  /**
   * Renders folders, many by one process, and remembers them by content outside the checkout.
   * @returns one rendering a request, in their order; a folder that cannot be rendered says why and leaves the others
   * alone
   * @throws Failure (unreadable) where no kustomize is found, or it may not run and something was not rendered before
   */
  render(tree: Tree, requests: readonly RenderRequest[], schemas: SchemaChoice = 'with schemas'): readonly Rendering[] {
    const reader = this.inputs(tree);
    const cache = new RenderCache(cacheFolder(this.#env), this.renderer, schemas);
    const done = new Map<string, Rendering>();
    const missing: Missing[] = [];
    for (const { folder, cluster } of requests) {
      try {
        const inputs = reader.inputsOf(folder);
        const objects = cache.get(inputs.digest);
        if (objects) done.set(folder, { folder, objects });
        else missing.push({ inputs, cluster });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        done.set(folder, { folder, problem: error.explanation });
      }
    }
    if (missing.length > 0 && !this.#mayRun)
      throw new Failure('unreadable', {
        what: `${missing.length} folders were not rendered before`,
        fix: 'render them first: tinjis verify',
      });
    for (const [inputs, rendering] of this.#run(tree, jobsFor(missing, schemas))) {
      if ('objects' in rendering) cache.put(inputs.digest, rendering.objects);
      done.set(inputs.folder, rendering);
    }
    if (missing.length > 0) cache.prune();
    return requests.map(({ folder }) => done.get(folder) as Rendering);
  }

  /** A message about many folders names none for certain: halves are tried until it is about one. */
  #run(tree: Tree, jobs: readonly Job[]): ReadonlyMap<Inputs, Rendering> {
    const renderings = new Map<Inputs, Rendering>();
    let waiting = jobs;
    while (waiting.length > 0) {
      const built = build(this.renderer, tree, waiting);
      waiting = waiting.flatMap((job, index) => settle(job, built[index] as Built, renderings));
    }
    return renderings;
  }
}

/** Takes what a job gave; @returns what to try instead where it gave none. */
function settle(job: Job, built: Built, renderings: Map<Inputs, Rendering>): readonly Job[] {
  const { folders, schemas } = job;
  if ('objects' in built) {
    folders.forEach((inputs, index) => {
      const objects = built.objects[index] as readonly RenderedObject[];
      renderings.set(inputs, { folder: inputs.folder, objects });
    });
    return [];
  }
  const [first, ...others] = folders;
  if (others.length > 0) {
    const middle = Math.ceil(folders.length / 2);
    return [folders.slice(0, middle), folders.slice(middle)].map((half) => jobOf(half, schemas));
  }
  // A patch may be meant for what was left out.
  if (!schemas) return [{ folders, schemas: true }];
  renderings.set(first, { folder: first.folder, problem: explain(first.folder, built.message) });
  return [];
}

function jobsFor(missing: readonly Missing[], schemas: SchemaChoice): readonly Job[] {
  const withSchemas = schemas === 'with schemas';
  const isShared = ({ inputs }: Missing): boolean => inputs.plain && inputs.patches <= mostPatches;
  const alone = missing.filter((each) => !isShared(each));
  // Those about which kustomize is asked come last, so that few of the others share their processes.
  const shared = missing
    .filter(isShared)
    .toSorted((one, other) => Number(asksOrigins(one.inputs)) - Number(asksOrigins(other.inputs)));
  const batches = [...Map.groupBy(shared, ({ cluster }) => cluster).values()].flatMap(batchesOf);
  return [...alone.map(({ inputs }) => [inputs]), ...batches].map((folders) => jobOf(folders, withSchemas));
}

/** Folders in their order, with at most {@link batchBytes} together, or a single folder that has more. */
function batchesOf(missing: readonly Missing[]): readonly (readonly Inputs[])[] {
  const batches: Inputs[][] = [];
  let bytes = 0;
  for (const { inputs } of missing) {
    const last = batches.at(-1);
    if (last && bytes + inputs.bytes <= batchBytes) {
      last.push(inputs);
      bytes += inputs.bytes;
    } else {
      batches.push([inputs]);
      bytes = inputs.bytes;
    }
  }
  return batches;
}

function jobOf(folders: readonly Inputs[], schemas: boolean): Job {
  return { folders: folders as Job['folders'], schemas };
}
