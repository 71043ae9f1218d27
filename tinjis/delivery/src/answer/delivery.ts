import type { Account } from '../model/identity.ts';
import { clusterFolder } from '../model/layout.ts';
import type { Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel, Workload } from '../model/model.ts';
import type { DeveloperTeam } from '../model/teams.ts';
import { agreed, type Ruling } from '@tinjis/rules/ruling';
import { rulesOf } from './rules.ts';
import { admitted, mayWrite } from './objects.ts';
import { throughProject, withoutApplication } from './project.ts';

/**
 * What a merged manifest still has to pass, layer by layer, before it runs. A layer that is not reached has no entry.
 */
export interface Delivery {
  readonly argocd: Ruling;
  readonly rbac?: Ruling;
  readonly admission?: Ruling;
  /** As whom Argo CD acts. */
  readonly account?: Account;
}

const known = new WeakMap<Workload, Delivery>();

/** How a service's own manifests reach its namespace. Who merged them plays no part any more. */
export function deliveryOf(
  cluster: ClusterModel,
  workload: Workload,
  { namespace }: Pick<DeveloperTeam, 'namespace'>,
): Delivery {
  const before = known.get(workload);
  if (before) return before;
  const delivery = deliver(cluster, workload, workload.objects.all, namespace);
  known.set(workload, delivery);
  return delivery;
}

/**
 * How any objects would reach any namespace from the folder of a service: what somebody who may change that folder can
 * try.
 * @param from the service whose folder the objects are put in
 */
export function deliver(
  cluster: ClusterModel,
  from: Workload,
  objects: readonly Resource[],
  namespace: string,
): Delivery {
  const rules = rulesOf(cluster);
  const application = rules.applicationOf.get(from.folder);
  const { ruling, account } = application
    ? throughProject(rules, application, objects, namespace)
    : withoutApplication(from.folder, [{ file: clusterFolder(cluster.name), line: 1 }]);
  const [first, ...more] = objects;
  if (!account || !first) return { argocd: ruling };
  return {
    argocd: ruling,
    rbac: agreed([() => mayWrite(rules, account, [first, ...more], namespace)]),
    admission: agreed([() => admitted(rules, account, [first, ...more], namespace)]),
    account,
  };
}
