import { resolve } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Rendering } from '@tinjis/manifests/render/rendered';
import { findRenderer } from '@tinjis/manifests/render/renderer';
import { Kustomize } from '@tinjis/manifests/render/render';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { clusterFolders } from '@tinjis/delivery/plan/folders';
import { npmRenderer } from '@tinjis/manifests/testing/renderers';
import { checkRenderings } from '@tinjis/manifests/schemas/check-renderings';

export const lab = Lab.script();
const { describe, it } = lab;

const root = resolve('../..');
const tree = diskTree(root);
const teams = loadTeams(tree);
const clusters = teams.clusters.map(({ name }) => name);
const folders = clusterFolders(tree, clusters);
// With the cache outside the checkout: the same inputs give the same objects, and a changed tree renders anew.
const env = process.env;

/** Each folder's objects, in whatever order a version of kustomize returns them. */
function objects(renderings: readonly Rendering[]): unknown {
  return renderings.map(
    (rendering) => 'objects' in rendering && rendering.objects.map((each) => JSON.stringify(each)).sort(),
  );
}

// With an empty cache, two kustomizes render every folder with all schemas. That took 80 s on two busy cores, and
// machines differ threefold. The benches watch how long the product takes.
describe('what the clusters get from this repository', () => {
  it('is every service and everything of the platform, on every cluster', () => {
    const services = teams.developers.flatMap((team) => team.services);
    expect(folders).to.have.length(clusters.length * (services.length + teams.developers.length + 1));
  });

  it('is known to Kubernetes, Argo CD, sealed-secrets and Gateway API, field by field, and the same by every kustomize at hand', () => {
    const used = npmRenderer();
    const oldest = new Kustomize(env, used).render(tree, folders);
    expect(checkRenderings(tree, oldest)).to.equal([]);
    const other = findRenderer(env);
    if (other.version === used.version) return;
    expect(objects(new Kustomize(env, other).render(tree, folders)), other.source).to.equal(objects(oldest));
  });
});
