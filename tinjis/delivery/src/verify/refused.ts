import { deliver } from '../answer/delivery.ts';
import type { ClusterModel, Workload } from '../model/model.ts';
import type { DeveloperTeam } from '../model/teams.ts';
import { kindOf } from '@tinjis/rules/objects/kinds';
import type { At, Resource } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';
import type { Ruling } from '@tinjis/rules/ruling';
import { writtenByTeams } from './limits.ts';

/** An object of a service that some layers refuse, whatever lies beside it. */
export interface RefusedObject {
  readonly resource: Resource;
  readonly rulings: readonly Ruling[];
  /** Whether its author is to change it: a layer looked into it, or it is of a kind that no team writes. */
  readonly byAuthor: boolean;
}

/** Every such object of a service. */
export function refusedObjects(
  cluster: ClusterModel,
  workload: Workload,
  { namespace }: DeveloperTeam,
): readonly RefusedObject[] {
  return workload.objects.all.flatMap((resource) => {
    const { argocd, rbac, admission } = deliver(cluster, workload, [resource], namespace);
    const denied = (ruling: Ruling | undefined): ruling is Ruling => ruling?.verdict === 'deny';
    const rulings = [argocd, rbac, admission].filter(denied);
    const group = groupOf(resource.object);
    const byAuthor =
      denied(admission) || !writtenByTeams.has(`${group}/${kindOf(group, resource.object.kind).resource}`);
    return rulings.length === 0 ? [] : [{ resource, rulings, byAuthor }];
  });
}

/** Where the author of a service's first refused object wrote it. */
export function placeOfRefused(cluster: ClusterModel, workload: Workload, team: DeveloperTeam): At | undefined {
  return refusedObjects(cluster, workload, team)
    .find(({ byAuthor }) => byAuthor)
    ?.resource.at();
}
