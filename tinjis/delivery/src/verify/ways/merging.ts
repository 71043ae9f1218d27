import { byMerge } from '../../answer/deploy.ts';
import { byGit } from '../../answer/git.ts';
import { workloadsOf } from '../../answer/target.ts';
import type { Ruling } from '@tinjis/rules/ruling';
import type { Person } from '../../model/identity.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { overlayFile } from '../../model/service-folders.ts';
import { proveClasses } from '../classes/class.ts';
import { PeopleByOwner } from '../classes/people.ts';
import type { Tally } from '../tally.ts';
import { deciding, deploying } from './asked.ts';

/** The way a service is meant to be deployed is open to its own team, and closed to everybody else by Git alone. */
export function proveMerging(model: Model, cluster: ClusterModel, people: readonly Person[], tally: Tally): void {
  const owners = new PeopleByOwner(model, people);
  const members = Map.groupBy(people, ({ team }) => team);
  for (const team of model.teams.developers) {
    for (const workload of workloadsOf(model, cluster, team.name)) {
      const path = overlayFile(workload.service, cluster.name);
      proveClasses(owners.classes(path, members.get(team.name)), tally, (person) => {
        const asked = deploying(cluster, person, workload);
        const merging = (): Ruling => deciding(byMerge(model, cluster, person, team, workload));
        if (person.team === team.name) return tally.allowed(asked, merging());
        // Only where Git does not close the way are the other layers asked.
        const git = byGit(model, person, path);
        tally.refused(asked, git.verdict === 'deny' ? git : merging());
      });
    }
  }
}
