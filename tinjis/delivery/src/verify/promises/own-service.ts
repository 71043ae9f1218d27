import { developersAndStrangers } from '../identities.ts';
import type { DeliveryPromise } from '../promise.ts';
import { type Route, route } from '../../answer/route.ts';
import { explainedLater, type LayerDecision, type Ruling } from '@tinjis/rules/ruling';
import { type Account, type Person, kubernetesUser } from '../../model/identity.ts';
import { grantedKinds } from '../../model/kinds.ts';
import { serviceKey, manifestFolder, sourceFolder, overlayFile } from '../../model/layout.ts';
import { type ClusterModel, type Workload, workloadsOf, type Model } from '../../model/model.ts';
import { placeOfRefused } from '../refused.ts';
import type { Case, Tally } from '../tally.ts';
import { type DeveloperTeam, developerTeams, type Teams } from '../../model/teams.ts';
import { memoized } from '@tinjis/rules/memo';
import { byGit } from '../../answer/git.ts';
import { argocdSubject, argocdName, projectOf, throughProject, withoutApplication } from '../../answer/argocd.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { PeopleByOwner, applicationsApart, namespacesApart, destinationsApart } from '../classes/alike.ts';
import { byMerge, byArgocdItself, byKubernetes } from '../../answer/deploy.ts';
import { mayWrite } from '../../answer/delivery.ts';
import { imagined } from '@tinjis/rules/objects/objects';
import { type Rules, rulesOf } from '../../answer/rules.ts';

/** Each developer deploys their own service, and no other, by any route. */
export const ownService: DeliveryPromise = {
  name: 'own-service',
  says: 'each developer can deploy their own service, and no other',
  findings: {},
  prove({ model }, tally) {
    const { people } = ownersIn(model.teams);
    proveProgram(model, tally);
    for (const cluster of model.clusters) {
      for (const prove of [proveArgocd, proveKubectl, proveOwnFolders]) {
        prove(model, cluster, people, tally);
      }
    }
  },
  proveTeam({ model }, team, tally) {
    for (const cluster of model.clusters) {
      proveMerging(model, cluster, team, tally);
    }
  },
};

/** A person who does something to a workload. */
function caseOf({ login }: Person, { folder }: Workload, what: string): Case {
  return { who: login, what, otherwise: { file: folder, line: 1 } };
}

/** A person who deploys a service. */
function deploying({ name }: ClusterModel, person: Person, workload: Workload): Case {
  return caseOf(person, workload, `deploy ${serviceKey(workload.service)} on ${name}`);
}

const telling = {
  merge: 'git',
  'own-folder': 'argocd',
  argocd: 'argocd',
  kubernetes: 'rbac',
  network: 'network',
} as const;

/** A route as one ruling: for an open route the layer that alone should have closed it, else a layer that decided. */
function deciding({ kind, verdict, layers, decidedBy }: Route): Ruling {
  return explainedLater(verdict, () => {
    const layer = verdict === 'allow' ? telling[kind] : decidedBy[0];
    return (layers.find((each) => each.layer === layer) as LayerDecision).reasons;
  });
}

/** A namespace into which somebody could bring workloads. */
interface Home {
  readonly team: DeveloperTeam;
  /** A service that stands for all: the people who may write its workload there may write them all. */
  readonly first: Workload;
}

/** The namespaces with services, by name. */
function homesOf(model: Model, cluster: ClusterModel): ReadonlyMap<string, Home> {
  return new Map(
    model.teams.developers.flatMap((team) =>
      workloadsOf(model, cluster, team.name)
        .slice(0, 1)
        .map((first) => [team.namespace, { team, first }]),
    ),
  );
}

/**
 * A change merged into a service's program is built and deployed as that service. So the program is its team's to
 * change, like its manifests.
 */
function proveProgram(model: Model, tally: Tally): void {
  const { people, owners } = ownersIn(model.teams);
  for (const { name: team, services } of model.teams.developers) {
    for (const { name: service } of services) {
      for (const folder of [sourceFolder({ service }), manifestFolder({ team, service })]) {
        const path = `${folder}/a-new-file`;
        const asked = (person: Person): Case => ({
          who: person.login,
          what: `change ${path} of ${serviceKey({ team, service })}`,
          otherwise: { file: path, line: 1 },
        });
        proveClasses(owners.classes(model, path, membersOf(people, team)), tally, (person) => {
          const ruling = byGit(model, person, path);
          if (person.teams.includes(team)) tally.allowed(asked(person), ruling);
          else tally.refused(asked(person), ruling);
        });
      }
    }
  }
}

/** Those who get another question about a team's services than everybody else. */
function membersOf(people: readonly Person[], team: string): readonly Person[] {
  return people.filter(({ teams }) => teams.includes(team));
}

/** The intended route for deploying a service is open to its own team. Git alone closes it to all others. */
function proveMerging(model: Model, cluster: ClusterModel, team: DeveloperTeam, tally: Tally): void {
  const { people, owners } = ownersIn(model.teams);
  const granted = grantedKinds(model.kinds, team, cluster.declared);
  for (const workload of workloadsOf(model, cluster, team.name)) {
    const path = overlayFile(workload.service, cluster.name);
    proveClasses(owners.classes(model, path, membersOf(people, team.name)), tally, (person) => {
      const asked = deploying(cluster, person, workload);
      const merging = (): Ruling => deciding(byMerge(model, cluster, person, team, workload));
      if (person.teams.includes(team.name))
        return tally.allowed({ ...asked, written: () => placeOfRefused(cluster, workload, team, granted) }, merging());
      // The other layers are asked only if Git does not close the route.
      const git = byGit(model, person, path);
      tally.refused(asked, git.verdict === 'deny' ? git : merging());
    });
  }
}

/** Everybody but the platform, and the same by what they own. */
const ownersIn = memoized((teams: Teams) => {
  const people = developersAndStrangers({ teams });
  return { people, owners: new PeopleByOwner(teams, people) };
});

/** Nobody makes Argo CD run their version of another team's service. */
function proveArgocd(model: Model, cluster: ClusterModel, people: readonly Person[], tally: Tally): void {
  const { argocdPolicy, applicationOf } = rulesOf(cluster);
  const workloads = new Roster(model.teams.developers.flatMap(({ name }) => workloadsOf(model, cluster, name)));
  const byApplication = Map.groupBy(workloads.all, ({ folder }) => {
    const application = applicationOf.get(folder);
    return application ? argocdName(application) : '';
  });
  for (const person of people) {
    const apart = applicationsApart(argocdPolicy, argocdSubject(cluster, person), byApplication.keys());
    // This skips their own services.
    const own = workloadsOf(model, cluster, ...person.teams);
    const classes = workloads.classes([...own, ...[...apart].flatMap((name) => byApplication.get(name) ?? [])]);
    proveClasses(classes, tally, (workload) => {
      if (!own.includes(workload))
        tally.refused(deploying(cluster, person, workload), deciding(byArgocdItself(cluster, person, workload)));
    });
  }
}

/** Nobody writes workloads with the Kubernetes API, not even their own team's, but those who break glass there. */
function proveKubectl(model: Model, cluster: ClusterModel, people: readonly Person[], tally: Tally): void {
  const { authorization } = rulesOf(cluster);
  const homes = homesOf(model, cluster);
  const namespaces = new Roster([...homes.keys()]);
  for (const person of people) {
    proveClasses(namespaces.classes(namespacesApart(authorization, kubernetesUser(person))), tally, (namespace) => {
      const { team, first } = homes.get(namespace) as Home;
      const asked = caseOf(person, first, `write workloads of namespace ${namespace} on ${cluster.name}`);
      const ruling = deciding(byKubernetes(cluster, person, team));
      if (person.breaksGlass.includes(team.name)) tally.allowed(asked, ruling);
      else tally.refused(asked, ruling);
    });
  }
}

/** May the account that Argo CD acts as write workloads in a namespace? */
function writing(rules: Rules, account: Account | undefined, namespace: string): { readonly rbac?: Ruling } {
  return account ? { rbac: mayWrite(rules, account, [aDeployment], namespace) } : {};
}

const aDeployment = imagined(
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'any' } },
  { file: 'apps', line: 1 },
);

/**
 * No manifest in a person's own folder reaches another team's namespace. Only the project closes this, so it is asked
 * first.
 */
function proveOwnFolders(model: Model, cluster: ClusterModel, people: readonly Person[], tally: Tally): void {
  const rules = rulesOf(cluster);
  const homes = homesOf(model, cluster);
  const namespaces = new Roster([...homes.keys()]);
  for (const person of people) {
    // This skips their own namespaces.
    const own = developerTeams(model.teams, person.teams).map(({ namespace }) => namespace);
    for (const folder of workloadsOf(model, cluster, ...person.teams)) {
      const application = rules.applicationOf.get(folder.folder);
      const project = application && projectOf(rules, application);
      const apart = project ? destinationsApart(project, homes.keys()) : [];
      proveClasses(namespaces.classes([...apart, ...own]), tally, (namespace) => {
        const { team } = homes.get(namespace) as Home;
        if (person.teams.includes(team.name)) return;
        const what = `deploy into namespace ${namespace} from ${folder.folder} on ${cluster.name}`;
        const { ruling: argocd, account } = application
          ? throughProject(rules, application, [], namespace)
          : withoutApplication(folder.folder, cluster);
        // Admission lets in at least what lies in the other team's folder, so it is not counted on.
        const behind = (): Route =>
          route('own-folder', { path: folder.folder, namespace }, { argocd, ...writing(rules, account, namespace) });
        tally.refused(caseOf(person, folder, what), argocd.verdict === 'deny' ? argocd : deciding(behind()));
      });
    }
  }
}
