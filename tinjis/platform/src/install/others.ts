import { Failure } from '@tinjis/manifests/failure';
import { type Reference, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import { gitNamespaces, gitServiceAt } from '../git/service.ts';
import { renderCluster } from './manifests.ts';
import type { Installation } from '../installation.ts';
import { keysOfOthers } from '../secrets/sealing-keys.ts';
import type { ServedClone } from '../git/served-clone.ts';

/**
 * Refuses a cluster in which something is called as the platform calls its own: `up` would take it over, and `down`
 * remove it. With the definition of a kind all its objects would go, in all namespaces.
 * Once an `up` has begun in a cluster, what is there is taken for the platform's.
 * @param repository repository URL as Argo CD knows it
 * @throws Failure (found) naming what is there
 */
export async function assertNothingOfOthers(site: Installation, clone: ServedClone, repository: string): Promise<void> {
  const { kubernetes } = site;
  if ((await gitNamespaces(kubernetes)).length > 0) return;
  const objects = await renderCluster(site, clone);
  const made = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  // What lies in a namespace of the platform's is there only when the namespace is.
  const git: Reference = { apiVersion: 'v1', kind: 'Namespace', name: gitServiceAt(repository).namespace };
  const asked = [
    git,
    ...objects
      .filter(({ metadata: { namespace } }) => namespace === undefined || !made.has(namespace))
      .map(referenceOf),
  ];
  const found = await Promise.all(
    asked.map(async (reference) => ((await kubernetes.find(reference)) ? [reference] : [])),
  );
  const there = [
    ...found
      .flat()
      .map(({ kind, name, namespace }) => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? ''}`),
    ...(await keysOfOthers(site)).map((name) => `sealing key ${name}`),
  ];
  if (there.length === 0) return;
  throw new Failure('found', {
    what: `the cluster has already what the platform would make: ${there.slice(0, 8).join(', ')}${there.length > 8 ? `, and ${there.length - 8} more` : ''}`,
    why: 'they would be taken over now, and removed by `tinjis down`',
    fix: 'take a cluster without Argo CD and Sealed Secrets; of an instance that this machine has forgotten, delete them',
  });
}
