import { byGit } from '../../answer/git.ts';
import type { Person } from '../../model/identity.ts';
import { serviceKey } from '../../model/layout.ts';
import type { Model } from '../../model/model.ts';
import { manifestFolder, sourceFolder } from '../../model/service-folders.ts';
import { proveClasses } from '../classes/class.ts';
import { PeopleByOwner } from '../classes/people.ts';
import type { Tally } from '../tally.ts';

/**
 * What is merged into a service's program is built and deployed as that service, so it is its team's to change like its
 * manifests.
 */
export function proveProgram(model: Model, people: readonly Person[], tally: Tally): void {
  const owners = new PeopleByOwner(model, people);
  const members = Map.groupBy(people, ({ team }) => team);
  for (const { name: team, services } of model.teams.developers) {
    for (const { name: service } of services) {
      for (const folder of [sourceFolder({ service }), manifestFolder({ team, service })]) {
        const path = `${folder}/a-new-file`;
        const asked = (person: Person): { who: string; what: string; otherwise: { file: string; line: number } } => ({
          who: person.login,
          what: `change ${path} of ${serviceKey({ team, service })}`,
          otherwise: { file: path, line: 1 },
        });
        proveClasses(owners.classes(path, members.get(team)), tally, (person) => {
          const ruling = byGit(model, person, path);
          if (person.team === team) tally.allowed(asked(person), ruling);
          else tally.refused(asked(person), ruling);
        });
      }
    }
  }
}
