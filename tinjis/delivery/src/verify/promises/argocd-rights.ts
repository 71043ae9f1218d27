import { entry } from '../../entry.ts';
import { argocdSubject, argocdName } from '../../answer/argocd.ts';
import { linesHeldBy } from '@tinjis/rules/argocd/rbac/evaluate';
import { enforceArgocd } from '@tinjis/rules/argocd/rbac/enforce';
import { rulesOf } from '../../answer/rules.ts';
import type { PolicyLine } from '@tinjis/rules/argocd/rbac/policy';
import { everybody, type Person } from '../../model/identity.ts';
import type { At } from '@tinjis/rules/objects/located';
import type { ClusterModel, Model } from '../../model/model.ts';
import { hubOf, nameInArgocd } from '../../model/layout.ts';
import { developerTeams } from '../../model/teams.ts';
import { applicationsApart } from '../classes/alike.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { developersAndStrangers } from '../identities.ts';
import { changeTeamFile, type DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Rights that people may have on Applications of teams in which they have a role, and nobody on another team's: what
 * changes something is for developers.
 */
const own = [
  ['applications', 'get', 'sees'],
  ['applications', 'sync', 'teams'],
  ['logs', 'get', 'sees'],
] as const;

/** The platform may look at everything; it changes things through Git, like everyone else. */
const looks = [...own, ['projects', 'get'], ['repositories', 'get'], ['clusters', 'get']] as const;

/**
 * Rights that no developer may have at all. Each leads past Git: to another folder, another revision, a shell, another
 * cluster.
 */
const nobody = [
  ['applications', 'create'],
  ['applications', 'update'],
  ['applications', 'delete'],
  ['applications', 'override'],
  ['applications', 'rollback'],
  ['applications', 'action/apps/Deployment/restart'],
  ['applications', 'update/apps/Deployment/x/y'],
  ['applications', 'delete/apps/Deployment/x/y'],
  ['applicationsets', 'create'],
  ['applicationsets', 'update'],
  ['applicationsets', 'delete'],
  ['exec', 'create'],
] as const;

/** The same for objects in no project. */
const administration = [
  ['projects', 'create'],
  ['projects', 'update'],
  ['projects', 'delete'],
  ['repositories', 'create'],
  ['repositories', 'update'],
  ['repositories', 'delete'],
  ['clusters', 'create'],
  ['clusters', 'update'],
  ['clusters', 'delete'],
  ['certificates', 'create'],
  ['certificates', 'delete'],
  ['accounts', 'update'],
  ['gpgkeys', 'create'],
  ['gpgkeys', 'delete'],
  ['extensions', 'invoke'],
] as const;

/** In Argo CD a developer looks at their own services, syncs them and reads their logs; a reader only looks. */
export const argocdRights: DeliveryPromise = {
  name: 'argocd-rights',
  says: 'in Argo CD a developer sees, syncs and reads logs of their own services, a reader syncs none, the platform has all, and nobody does anything else',
  findings: {
    'argocd/line-gives-more': entry(
      'the line "{line}" gives {who} more on {cluster} than to see, sync and read logs of what is theirs',
      'Argo CD allows what some line allows.',
      changeTeamFile,
    ),
  },
  prove({ model }, tally) {
    const people = developersAndStrangers(model);
    for (const cluster of model.clusters) {
      if (cluster.settingsElsewhere) {
        tally.leftOpen(cluster.settingsElsewhere);
        continue;
      }
      const applications = new Roster([...new Set(rulesOf(cluster).applications.map(argocdName))]);
      for (const person of people) {
        provePerson(model, cluster, person, applications, tally);
      }
      for (const person of everybody(model.teams).filter(({ teams }) => teams.includes(model.teams.platform.name))) {
        proveLines(
          cluster,
          person,
          ({ resource, action }) => looks.some(([each, may]) => each === resource && may === action),
          tally,
        );
      }
    }
  },
};

/** The names of a service's Application and of its project, on every cluster to which the same Argo CD delivers. */
function namesOf({ teams }: Model, cluster: ClusterModel): readonly ((name: string) => string)[] {
  const same = teams.clusters.filter((each) => hubOf(each) === hubOf(cluster.declared));
  return same.map((each) => (name) => nameInArgocd(name, each));
}

function provePerson(
  model: Model,
  cluster: ClusterModel,
  person: Person,
  applications: Roster<string>,
  tally: Tally,
): void {
  const { argocdPolicy } = rulesOf(cluster);
  // By name and by groups, even where people log in only by name: on the day that this changes, nobody will reread the
  // policy.
  const subject = { name: person.login, groups: person.groups };
  const ask = (resource: string, action: string, object: string, wanted: boolean): void => {
    const asked = {
      who: person.login,
      what: `${action} ${resource} ${object} in Argo CD on ${cluster.name}`,
      otherwise: argocdPolicy.at,
    };
    const ruling = enforceArgocd(argocdPolicy, wanted ? argocdSubject(cluster, person) : subject, {
      resource,
      action,
      object,
    });
    if (wanted) tally.allowed(asked, ruling);
    else tally.refused(asked, ruling);
  };
  const named = namesOf(model, cluster);
  const applicationsIn = (names: readonly string[]): ReadonlySet<string> =>
    new Set(
      developerTeams(model.teams, names).flatMap(({ services }) =>
        services.flatMap(({ team, name }) => named.map((as) => `${as(team)}/${as(name)}`)),
      ),
    );
  const mine = { teams: applicationsIn(person.teams), sees: applicationsIn(person.sees) };
  proveClasses(
    applications.classes([...mine.sees, ...applicationsApart(argocdPolicy, subject, applications.all)]),
    tally,
    (object) => {
      for (const [resource, action, by] of own) {
        ask(resource, action, object, mine[by].has(object));
      }
      for (const [resource, action] of nobody) {
        ask(resource, action, object, false);
      }
    },
  );
  const seen = person.sees.flatMap((team) => named.map((as) => as(team)));
  const projects = seen.length > 0 ? seen : ['default'];
  for (const [resource, action] of administration) {
    ask(resource, action, 'anything', false);
    for (const project of projects) {
      ask(resource, action, project, false);
    }
  }
  for (const project of projects) {
    ask('applications', 'create', `${project}/a-new-one`, false);
  }
  proveLines(
    cluster,
    person,
    ({ resource, action, object }) =>
      own.some(([each, may, by]) => each === resource && may === action && mine[by].has(object)) ||
      (resource === 'projects' && action === 'get' && seen.includes(object)),
    tally,
  );
}

/** Argo CD allows anything that some line allows, so each of their lines must grant an intended right. */
function proveLines(
  cluster: ClusterModel,
  { login, groups }: Person,
  isMeant: (line: PolicyLine) => boolean,
  tally: Tally,
): void {
  const { argocdPolicy } = rulesOf(cluster);
  const sets = [...argocdPolicy.sets, ...[...argocdPolicy.projects.values()].map(({ set }) => set)];
  for (const { line, chain } of [login, ...groups].flatMap((name) => linesHeldBy(sets, name))) {
    const { resource, action, object, effect } = line;
    const args = {
      who: login,
      line: [line.subject, resource, action, object, effect].join(', '),
      cluster: cluster.name,
    };
    // A line that comes with Argo CD stands in no file; the line that gave them its role does.
    tally.hold(effect === 'deny' || isMeant(line), () => ({
      code: 'argocd/line-gives-more',
      args,
      at: [line, ...chain.toReversed(), argocdPolicy].flatMap(({ at }) => at ?? [])[0] as At,
    }));
  }
}
