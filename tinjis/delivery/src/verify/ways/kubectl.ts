import { byKubernetes } from '../../answer/deploy.ts';
import { rulesOf } from '../../answer/rules.ts';
import { kubernetesUser, type Person } from '../../model/identity.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { namespacesApart } from '../classes/namespaces.ts';
import type { Tally } from '../tally.ts';
import { caseOf, deciding } from './asked.ts';
import { type Home, homesOf } from './homes.ts';

/** Nobody writes workloads with the Kubernetes API, not even those of their own team. */
export function proveKubectl(model: Model, cluster: ClusterModel, people: readonly Person[], tally: Tally): void {
  const { authorization } = rulesOf(cluster);
  const homes = homesOf(model, cluster);
  const namespaces = new Roster([...homes.keys()]);
  for (const person of people) {
    proveClasses(namespaces.classes(namespacesApart(authorization, kubernetesUser(person))), tally, (namespace) => {
      const { team, first } = homes.get(namespace) as Home;
      const what = `write workloads of namespace ${namespace} on ${cluster.name}`;
      tally.refused(caseOf(person, first, what), deciding(byKubernetes(cluster, person, team)));
    });
  }
}
