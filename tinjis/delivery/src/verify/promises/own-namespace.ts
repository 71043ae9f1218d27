import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from '../../answer/rules.ts';
import { kubernetesUser, type Person } from '../../model/identity.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { developerTeams } from '../../model/teams.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { namespacesApart } from '../classes/alike.ts';
import { developersAndStrangers } from '../identities.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Rights that a developer needs to look after a service, and must not have on another team's service: logs tell more
 * than people expect.
 */
const looks = [
  ['get', '', 'pods'],
  ['list', '', 'pods'],
  ['get', '', 'pods', 'log'],
  ['list', '', 'events'],
  ['get', '', 'services'],
  ['get', '', 'configmaps'],
  ['get', 'apps', 'deployments'],
  ['list', 'apps', 'statefulsets'],
] as const;

/** With kubectl, people look and read logs in the namespaces of teams in which they have a role, and in no other. */
export const ownNamespace: DeliveryPromise = {
  name: 'own-namespace',
  says: 'with kubectl developers and readers look and read logs in the namespaces of their teams, and in no other',
  findings: {},
  prove({ model }, tally) {
    const people = developersAndStrangers(model);
    const namespaces = new Roster(model.teams.developers.map(({ namespace }) => namespace));
    for (const cluster of model.clusters) {
      for (const person of people) {
        provePerson(model, cluster, person, namespaces, tally);
      }
    }
  },
};

function provePerson(
  { teams }: Model,
  cluster: ClusterModel,
  person: Person,
  namespaces: Roster<string>,
  tally: Tally,
): void {
  const { authorization } = rulesOf(cluster);
  const subject = kubernetesUser(person);
  const own = developerTeams(teams, person.sees).map(({ namespace }) => namespace);
  const apart = [...namespacesApart(authorization, subject), ...own];
  proveClasses(namespaces.classes(apart), tally, (namespace) => {
    for (const [verb, group, resource, subresource] of looks) {
      const what = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`} in namespace ${namespace} on ${cluster.name}`;
      const asked = { who: person.login, what, otherwise: { file: `clusters/${cluster.name}`, line: 1 } };
      const request = { verb, group, resource, ...(subresource !== undefined && { subresource }), namespace };
      const ruling = authorize(authorization, subject, request);
      if (own.includes(namespace)) tally.allowed(asked, ruling);
      else tally.refused(asked, ruling);
    }
  });
}
