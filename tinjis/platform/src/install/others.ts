import { Failure } from '@tinjis/manifests/failure';
import { type Reference, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import { gitNamespaces, gitServiceAt } from '../git/service.ts';
import { renderCluster } from './manifests.ts';
import type { Installation } from '../installation.ts';
import { keysOfOthers } from '../secrets/sealing-keys.ts';
import type { ServedClone } from '../git/served-clone.ts';

/**
 * Refuses a cluster that already has an object with one of the platform's names: `up` would take it over, and `down`
 * would remove it. Removing the definition of a kind would remove all its objects, in all namespaces.
 * Once an `up` has begun in a cluster, everything in it counts as the platform's.
 * @param repository repository URL as Argo CD knows it
 * @throws Failure (found) naming the existing objects
 */
export async function assertNothingOfOthers(
  installation: Installation,
  clone: ServedClone,
  repository: string,
): Promise<void> {
  const { kubernetes } = installation;
  if ((await gitNamespaces(kubernetes)).length > 0) return;
  const objects = await renderCluster(installation, clone);
  const made = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  // An object in one of the platform's namespaces can exist only if the namespace does.
  const git: Reference = { apiVersion: 'v1', kind: 'Namespace', name: gitServiceAt(repository).namespace };
  const elsewhere = objects.filter(({ metadata: { namespace } }) => namespace === undefined || !made.has(namespace));
  const found = await Promise.all(
    [git, ...elsewhere.map(referenceOf)].map(async (each) => ((await kubernetes.find(each)) ? [each] : [])),
  );
  const named = ({ kind, name, namespace }: Reference): string =>
    `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? ''}`;
  const there = [
    ...found.flat().map(named),
    ...(await keysOfOthers(installation)).map((name) => `sealing key ${name}`),
  ];
  if (there.length === 0) return;
  throw new Failure('found', {
    what: `the cluster already has what the platform would make: ${there.slice(0, 8).join(', ')}${there.length > 8 ? `, and ${there.length - 8} more` : ''}`,
    why: '`up` would take them over, and `tinjis down` would remove them',
    fix: 'use a cluster without Argo CD and Sealed Secrets; if they belong to an instance that this machine has forgotten, delete them',
  });
}
