import { byGit } from '../../decide/answer/git.ts';
import { overlayFile } from '../../model/service-folders.ts';
import { type Route } from '../../decide/answer/route.ts';
import { byArgocdItself, byKubernetes, byMerge, fromOwnFolder } from '../../decide/answer/deploy.ts';
import { throughProject } from '../../decide/answer/project.ts';
import { argocdSubject } from '../../decide/answer/operate.ts';
import { workloadsOf } from '../../decide/answer/target.ts';
import type { LayerDecision, Ruling } from '../../decide/decision.ts';
import { rulesOf } from '../../decide/rules.ts';
import { kubernetesUser, type Person } from '../../model/identity.ts';
import { serviceKey } from '../../model/layout.ts';
import type { ClusterModel, Model, Workload } from '../../model/model.ts';
import type { DeveloperTeam } from '../../model/teams.ts';
import { developersAndStrangers } from '../people.ts';
import type { DeliveryPromise } from '../promise.ts';
import { isReached, namespacesInReach, objectsInReach } from '../reach.ts';
import type { Case, Tally } from '../tally.ts';

/** Each developer deploys their own service, and no other, by any of the ways there are. */
export const ownService: DeliveryPromise = {
  name: 'own-service',
  says: 'each developer can deploy their own service, and no other',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const person of developersAndStrangers(model)) {
        provePerson(model, cluster, person, tally);
      }
    }
  },
};

function provePerson(model: Model, cluster: ClusterModel, person: Person, tally: Tally): void {
  const rules = rulesOf(cluster);
  const namespaces = namespacesInReach(rules.authorization, kubernetesUser(person));
  const objects = objectsInReach(rules.argocdPolicy, argocdSubject(cluster, person));
  const own = workloadsOf(model, cluster, person.team);
  for (const team of model.teams.developers) {
    const mine = team.name === person.team;
    const kubectl = (workload: Workload): Case => caseOf(person, workload, `write workloads of namespace ${team.namespace} on ${cluster.name}`);
    const workloads = workloadsOf(model, cluster, team.name);
    for (const workload of workloads) {
      const deploy = caseOf(person, workload, `deploy ${serviceKey(workload.service)} on ${cluster.name}`);
      if (mine) tally.allowed(deploy, deciding(byMerge(model, cluster, person, team, workload)));
      else {
        // Git alone closes the way to another's folder, so it is asked first; only where it does not are the other layers.
        const git = byGit(model, person, overlayFile(workload.service, cluster.name));
        tally.refused(deploy, git.verdict === 'deny' ? git : deciding(byMerge(model, cluster, person, team, workload)));
        if (isReached(objects, objectOf(cluster, workload))) tally.refused(deploy, deciding(byArgocdItself(cluster, person, workload)));
        else tally.settled(1);
      }
    }
    // One of the services stands for the namespace: who may write workloads there may write those of all.
    for (const first of workloads.slice(0, 1)) {
      if (isReached(namespaces, team.namespace)) tally.refused(kubectl(first), deciding(byKubernetes(cluster, person, team)));
      else tally.settled(1);
      for (const folder of mine ? [] : own) {
        foreignNamespace(model, cluster, person, folder, team, first, tally);
      }
    }
  }
}

/** A manifest for the other team's namespace in a folder of one's own. The project alone closes this, so it is asked first. */
function foreignNamespace(
  model: Model, cluster: ClusterModel, person: Person, folder: Workload, team: DeveloperTeam, target: Workload, tally: Tally,
): void {
  const rules = rulesOf(cluster);
  const application = rules.applicationOf.get(folder.folder);
  const closed = !application || throughProject(rules, application, [], team.namespace).ruling.verdict === 'deny';
  const what = `deploy into namespace ${team.namespace} from ${folder.folder} on ${cluster.name}`;
  if (closed) tally.settled(1);
  else tally.refused(caseOf(person, folder, what), deciding(fromOwnFolder(model, cluster, person, folder, team, target)));
}

function objectOf(cluster: ClusterModel, { folder }: Workload): string {
  const application = rulesOf(cluster).applicationOf.get(folder)?.object;
  return `${application?.spec.project ?? ''}/${application?.metadata.name ?? ''}`;
}

function caseOf({ login }: Person, { folder }: Workload, what: string): Case {
  return { who: login, what, otherwise: { file: folder, line: 1 } };
}

const telling = { merge: 'git', 'own-folder': 'argocd', argocd: 'argocd', kubernetes: 'rbac', network: 'network' } as const;

/** A route as one ruling: of an open one the layer that alone should have closed it, else a layer that decided. */
function deciding({ way, verdict, layers, decidedBy }: Route): Ruling {
  const layer = verdict === 'allow' ? telling[way] : decidedBy[0];
  const { reasons } = layers.find((each) => each.layer === layer) as LayerDecision;
  return { verdict, reasons };
}
