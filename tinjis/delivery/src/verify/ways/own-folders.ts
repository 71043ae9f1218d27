import { fromOwnFolder } from '../../answer/deploy.ts';
import { projectOf, throughProject } from '../../answer/project.ts';
import { workloadsOf } from '../../answer/target.ts';
import { rulesOf } from '../../answer/rules.ts';
import type { Person } from '../../model/identity.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { developerTeam } from '../../model/teams.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { destinationsApart } from '../classes/destinations.ts';
import type { Tally } from '../tally.ts';
import { caseOf, deciding } from './asked.ts';
import { type Home, homesOf } from './homes.ts';

/**
 * No manifest in a folder of one's own reaches another team's namespace. The project alone closes this, so it is asked
 * first.
 */
export function proveOwnFolders(model: Model, cluster: ClusterModel, people: readonly Person[], tally: Tally): void {
  const rules = rulesOf(cluster);
  const homes = homesOf(model, cluster);
  const namespaces = new Roster([...homes.keys()]);
  for (const person of people) {
    // Of their own namespace nothing is asked here.
    const own = [developerTeam(model.teams, person.team)?.namespace ?? []].flat();
    for (const folder of workloadsOf(model, cluster, person.team)) {
      const application = rules.applicationOf.get(folder.folder);
      const project = application && projectOf(rules, application);
      const apart = project ? destinationsApart(project, homes.keys()) : [];
      proveClasses(namespaces.classes([...apart, ...own]), tally, (namespace) => {
        const { team, first } = homes.get(namespace) as Home;
        if (team.name === person.team) return;
        const asked = caseOf(
          person,
          folder,
          `deploy into namespace ${namespace} from ${folder.folder} on ${cluster.name}`,
        );
        const passage = application && throughProject(rules, application, [], namespace).ruling;
        tally.refused(
          asked,
          passage?.verdict === 'deny' ? passage : deciding(fromOwnFolder(model, cluster, person, folder, team, first)),
        );
      });
    }
  }
}
