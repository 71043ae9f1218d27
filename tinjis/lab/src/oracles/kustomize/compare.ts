import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { Reader } from '@tinjis/manifests/reader';
import { Kustomize } from '@tinjis/manifests/render/render';
import type { Renderer } from '@tinjis/manifests/render/renderer';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { goSchema } from '@tinjis/manifests/yaml/scalars';
import { type RandomKustomizations, randomKustomizations } from './random.ts';

/** What was compared, and where what we believe differs from the build. */
export interface RandomComparison {
  /** Repositories that the build renders, and those that it refuses, as we do. */
  readonly rendered: number;
  readonly refused: number;
  readonly objects: number;
  readonly fields: number;
  readonly differences: readonly string[];
}

/**
 * Random kustomizations, as we read them and as the real build gives them: object by object, and each field's place,
 * which must be a line that names the field or its value, or an entry of a kustomization. They are rendered many by one
 * process by us, and one by one by the build.
 * @param count of repositories
 */
export function compareRandom(renderer: Renderer, count: number, seed: number): RandomComparison {
  const repositories = fc.sample(randomKustomizations, { numRuns: count, seed });
  const files = repositories.flatMap(({ files: own }, index) =>
    Object.entries(own).map(([path, text]) => [`apps/${index}/${path}`, text] as const),
  );
  const tree = memoryTree(Object.fromEntries(files));
  const reader = new Reader('proofs', new Kustomize({ TINJIS_CACHE: 'off' }, renderer));
  const folderOf = ({ top }: RandomKustomizations, index: number): string => `apps/${index}/${top}`;
  const gathered = reader.rendered(
    tree,
    repositories.map((each, index) => ({ folder: folderOf(each, index), cluster: String(index % 8) })),
  );
  const scratch = mkdtempSync(join(tmpdir(), 'tinjis-oracle-'));
  let [rendered, objects, fields] = [0, 0, 0];
  const differences: string[] = [];
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true });
      writeFileSync(join(scratch, path), text);
    }
    for (const [index, { resources, problem }] of gathered.entries()) {
      const folder = folderOf(repositories[index] as RandomKustomizations, index);
      const truth = built(renderer, join(scratch, folder));
      const ours = problem ? undefined : resources.map(({ object }) => canonical(object)).sort();
      if (JSON.stringify(truth) !== JSON.stringify(ours))
        differences.push(`${folder}, seed ${seed}: ${JSON.stringify({ truth, ours, problem: problem?.what })}`);
      if (!truth) continue;
      rendered++;
      objects += truth.length;
      for (const resource of resources) {
        for (const path of leaves(resource.object, [])) {
          fields++;
          const wrong = misplaced(tree, resource, path);
          if (wrong !== undefined) differences.push(`${folder}, seed ${seed}: ${wrong}`);
        }
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return { rendered, refused: count - rendered, objects, fields, differences };
}

/** The objects of a folder as text, or undefined where kustomize refuses it. */
function built({ command, build }: Renderer, folder: string): readonly string[] | undefined {
  try {
    const text = execFileSync(command, [...build, folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return loadAll(text, { schema: goSchema }).map(canonical).sort();
  } catch {
    return undefined;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => Number(one > other) - Number(one < other)))
      : inner,
  );
}

function leaves(value: unknown, path: FieldPath): readonly FieldPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Why a place cannot be where a field was written or changed; undefined where it can. */
function misplaced(tree: Tree, resource: Resource, path: FieldPath): string | undefined {
  const { file, line } = resource.at(path);
  const text = tree.kind(file) === 'file' ? tree.text(file).split('\n')[line - 1] : undefined;
  const value = path.reduce<unknown>((found, step) => Object(found)[step] as unknown, resource.object);
  const key = path.findLast((step) => typeof step === 'string') ?? '';
  if (
    text !== undefined &&
    (file.endsWith('/kustomization.yaml') || text.includes(`${key}:`) || text.includes(String(value)))
  )
    return undefined;
  return `${path.join('.')} of ${resource.object.kind} ${resource.object.metadata.name} is said to be at ${file}:${line}: ${text}`;
}
