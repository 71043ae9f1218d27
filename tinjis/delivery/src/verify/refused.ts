import { deliver } from '../answer/delivery.ts';
import type { ClusterModel, Workload } from '../model/model.ts';
import type { DeveloperTeam } from '../model/teams.ts';
import { type Catalogue, kindKey } from '../model/kinds.ts';
import type { At, Resource } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';
import type { Ruling } from '@tinjis/rules/ruling';

/** An object of a service that some layers refuse, whatever lies beside it. */
export interface RefusedObject {
  readonly resource: Resource;
  readonly rulings: readonly Ruling[];
  /** Whether its author is to change it: a layer looked into it, or it is of a kind that no team writes. */
  readonly byAuthor: boolean;
}

/**
 * Every such object of a service.
 * @param granted what its team may deploy on the cluster
 */
export function refusedObjects(
  cluster: ClusterModel,
  workload: Workload,
  { namespace }: DeveloperTeam,
  granted: Catalogue,
): readonly RefusedObject[] {
  return workload.objects.all.flatMap((resource) => {
    const { argocd, rbac, admission } = deliver(cluster, workload, [resource], namespace);
    const denied = (ruling: Ruling | undefined): ruling is Ruling => ruling?.verdict === 'deny';
    const rulings = [argocd, rbac, admission].filter(denied);
    const group = groupOf(resource.object);
    const isGranted = granted.some((each) => kindKey(each) === kindKey({ group, kind: resource.object.kind }));
    const byAuthor = denied(admission) || !isGranted;
    return rulings.length === 0 ? [] : [{ resource, rulings, byAuthor }];
  });
}

/** Where the author of a service's first refused object wrote it. */
export function placeOfRefused(
  cluster: ClusterModel,
  workload: Workload,
  team: DeveloperTeam,
  granted: Catalogue,
): At | undefined {
  return refusedObjects(cluster, workload, team, granted)
    .find(({ byAuthor }) => byAuthor)
    ?.resource.at();
}
