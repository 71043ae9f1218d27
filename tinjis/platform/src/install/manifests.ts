import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { type LiveObject, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import { inParallel } from '@tinjis/cluster/in-parallel';
import { waitFor } from '@tinjis/cluster/wait';
import { runOrFail } from '@tinjis/cluster/process/run';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { clusterFolder, teamApplication, teamFolder } from '@tinjis/delivery/model/layout';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { localCluster, type Installation } from '../installation.ts';
import type { ServedClone } from '../git/served-clone.ts';

/** How many objects are applied at the same time. */
const atOnce = 12;

/**
 * The platform's decisions about this cluster, as Argo CD would apply them, rendered by kubectl's own kustomize: the
 * folder of the root and of each team. Every object carries the mark of the Application that keeps it.
 */
export async function renderCluster(
  { cluster }: Pick<Installation, 'cluster'>,
  { folder }: Pick<ServedClone, 'folder'>,
): Promise<readonly LiveObject[]> {
  const { platform, developers } = loadTeams(diskTree(folder));
  const kept = [
    { application: platform.name, path: clusterFolder(localCluster) },
    ...developers.map(({ name }) => ({ application: teamApplication(name), path: teamFolder(localCluster, name) })),
  ];
  const rendered = kept.map(async ({ application, path }) => {
    const words = ['kustomize', '--load-restrictor', 'LoadRestrictionsRootOnly', join(folder, path)];
    const objects = loadAll(await runOrFail(cluster.kubectl, words)) as (LiveObject | null)[];
    return objects.flatMap((object) => (object === null ? [] : [tracked(object, application)]));
  });
  return (await Promise.all(rendered)).flat();
}

/**
 * Applies objects server-side, as Argo CD does and under its name. Argo CD therefore owns these objects from its first
 * sync on: it can remove fields again, and finds nothing to change. Namespaces and definitions of kinds go first.
 */
export async function applyObjects(kubernetes: Kubernetes, objects: readonly LiveObject[]): Promise<void> {
  const first = objects.filter(({ kind }) => kind === 'Namespace' || kind === 'CustomResourceDefinition');
  await applyAll(kubernetes, first);
  const definitions = first.filter(({ kind }) => kind === 'CustomResourceDefinition');
  await Promise.all(definitions.map((definition) => established(kubernetes, definition)));
  const rest = objects.filter((object) => !first.includes(object));
  await applyAll(kubernetes, rest);
}

async function applyAll(kubernetes: Kubernetes, objects: readonly LiveObject[]): Promise<void> {
  await inParallel(objects, atOnce, (object) => kubernetes.apply(object, 'argocd-controller'));
}

/**
 * Adds the annotation by which Argo CD knows its objects: APPLICATION:GROUP/KIND:NAMESPACE/NAME. An object without a
 * namespace gets the Application's namespace.
 */
function tracked(object: LiveObject, application: string): LiveObject {
  const { apiVersion, kind, metadata } = object;
  // Definitions of kinds outlive Applications, so Argo CD does not mark them.
  if (kind === 'CustomResourceDefinition') return object;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const id = `${application}:${group}/${kind}:${metadata.namespace ?? 'argocd'}/${metadata.name}`;
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, 'argocd.argoproj.io/tracking-id': id } },
  };
}

interface Definition extends LiveObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function established(kubernetes: Kubernetes, definition: LiveObject): Promise<void> {
  const what = `the kind ${definition.metadata.name}`;
  await waitFor({ what, timeout: 30_000, every: 100 }, async () => {
    const { status } = await kubernetes.get<Definition>(referenceOf(definition));
    const good = status?.conditions?.some(
      (condition) => condition.type === 'Established' && condition.status === 'True',
    );
    return good ? { found: true } : { instead: 'defined, not served yet' };
  });
}
