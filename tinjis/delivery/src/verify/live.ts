import type { Reader } from '@tinjis/manifests/reader';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import { imagined, namespacedName, Objects } from '@tinjis/rules/objects/objects';
import type { Repository } from '../load/repository.ts';
import type { ClusterModel } from '../model/model.ts';
import { argocdRights } from './promises/argocd-rights.ts';
import { argocdSettings } from './promises/settings.ts';
import { components } from './promises/components.ts';
import { impersonation } from './promises/impersonation.ts';
import { logins } from './promises/logins.ts';
import { programs } from './promises/programs.ts';
import { type Proof, proofOf } from './verify.ts';

/** What the settings of an Argo CD decide, and the rights that it has. */
const promises = [impersonation, argocdSettings, argocdRights, logins, programs, components];

const rbac = 'rbac.authorization.k8s.io';

/** The kinds that decide these promises: of Argo CD's namespace, and rights wherever they are. */
export const liveKinds = [
  { apiVersion: 'v1', kind: 'ConfigMap', namespace: argocdNamespace },
  { apiVersion: 'apps/v1', kind: 'Deployment', namespace: argocdNamespace },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: argocdNamespace },
  ...['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'].map((kind) => ({ apiVersion: `${rbac}/v1`, kind })),
] as const;

/**
 * Judges the Argo CD of a cluster by the rules of `verify`, with what the cluster has in place of what the repository
 * says. Nothing of the repository stands in for an object that the cluster lacks.
 * @param live every object of `liveKinds`, and the Secret `argocd-secret` with its keys
 */
export function proveLive(
  { tree, model }: Repository,
  reader: Reader,
  name: string,
  live: readonly KubernetesObject[],
): readonly Proof[] {
  const clusters = model.clusters
    .filter((cluster) => cluster.name === name)
    .map((cluster): ClusterModel => {
      const governance = new Objects([...cluster.governance.all.filter(isOfRepository), ...live.map(placed)]);
      // Projects and Applications are Git's, here as everywhere.
      const argocd = new Objects([...cluster.argocd.all.filter(isOfRepository), ...live.map(placed)]);
      const { declared, workloads, unrendered } = cluster;
      return { name, declared, workloads, unrendered, governance, argocd };
    });
  const context = { tree, reader, model: { ...model, clusters }, generated: () => [], now: new Date() };
  return promises.map((promise) => proofOf(promise, context));
}

/** Which objects of the cluster stand in place of the repository's: of a namespace, or wherever they are. */
const replaced: readonly { readonly apiVersion: string; readonly kind: string; readonly namespace?: string }[] = [
  ...liveKinds,
  { apiVersion: 'v1', kind: 'Secret', namespace: argocdNamespace },
];

function isOfRepository({ object }: Resource): boolean {
  return !replaced.some(
    ({ apiVersion, kind, namespace = object.metadata.namespace }) =>
      object.kind === kind && object.apiVersion === apiVersion && object.metadata.namespace === namespace,
  );
}

/** An object of the cluster stands where kubectl finds it: `ConfigMap argocd/argocd-cm`. */
function placed(object: KubernetesObject): Resource {
  return imagined(object, { file: `${object.kind} ${namespacedName(object)}`, line: 1 });
}
