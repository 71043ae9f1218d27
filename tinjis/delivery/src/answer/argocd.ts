import { type Application, sourcesOf, type AppProject, type Destination } from '@tinjis/rules/argocd/objects';
import { type Account, accountOf, type Person } from '../model/identity.ts';
import { kindOf } from '@tinjis/rules/objects/kinds';
import type { Resource } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';
import { deployerOf } from '@tinjis/rules/argocd/impersonation';
import { type NamedKind, type Scope, permitsKind } from '@tinjis/rules/argocd/kind';
import { permitsDestination, permitsSource } from '@tinjis/rules/argocd/destination';
import { permitsSync, type SyncCause } from '@tinjis/rules/argocd/window';
import { deny, reason, type Ruling, together, unknown } from '@tinjis/rules/ruling';
import { clusterFolder } from '../model/layout.ts';
import { type ClusterModel, type Model, serviceOn, type Workload } from '../model/model.ts';
import { noPerson } from './git.ts';
import { answer, type Answer, route } from './route.ts';
import { type Rules, rulesOf } from './rules.ts';
import type { Operate, OperateVerb } from '../model/question.ts';
import { enforceArgocd, type ArgocdSubject } from '@tinjis/rules/argocd/rbac/enforce';

/** An Application's passage to the cluster: what its project permits, and the account Argo CD would act as. */
export interface Passage {
  readonly ruling: Ruling;
  readonly account?: Account;
}

/**
 * May this Application bring these objects to a namespace? Argo CD checks the Application's own destination against the
 * project, and then the namespace of each manifest.
 */
export function throughProject(
  rules: Rules,
  application: Resource<Application>,
  objects: readonly Resource[],
  namespace: string,
): Passage {
  const project = projectOf(rules, application);
  if (!project) {
    const args = { application: application.object.metadata.name, project: projectNameOf(application) };
    return { ruling: deny(reason('argocd/no-project', 'nothing-grants', args, application.at(['spec', 'project']))) };
  }
  const own = destinationOf(rules, application.object);
  const deployer = deployerOf(project, own, rules.impersonation);
  const account = deployer.account === undefined ? undefined : accountOf(deployer.account);
  const ruling = together([
    permitsDestination(project, own),
    ...sources(project, application),
    ...(own.namespace === namespace ? [] : [permitsDestination(project, { ...own, namespace })]),
    ...kindsOf(objects).map(({ scope, ...named }) => permitsKind(project, named, scope)),
    ...hydrated(application),
    ...(rules.settingsElsewhere ? [unknown(rules.settingsElsewhere)] : []),
    deployer.ruling,
  ]);
  return { ruling, ...(account && { account }) };
}

/** The project that an Application names, if it exists. */
export function projectOf({ projects }: Rules, application: Resource<Application>): Resource<AppProject> | undefined {
  return projects.get(projectNameOf(application));
}

/** The name of an Application in Argo CD's policy: `PROJECT/NAME`. */
export function argocdName(application: Resource<Application>): string {
  return `${projectNameOf(application)}/${application.object.metadata.name}`;
}

/** Argo CD puts an Application that names no project into `default`. */
function projectNameOf({ object: { spec } }: Resource<Application>): string {
  return spec.project === undefined || spec.project === '' ? 'default' : spec.project;
}

/** No Application reads the folder, so nothing in it reaches the cluster. */
export function withoutApplication(folder: string, { name }: ClusterModel): Passage {
  const searched = [{ file: clusterFolder(name), line: 1 }];
  return { ruling: deny(reason('argocd/no-application', 'nothing-grants', { folder }, { searched })) };
}

/** Both names of the cluster. Argo CD knows both, whichever the Application gives. */
function destinationOf({ destination: own }: Rules, { spec: { destination = {} } }: Application): Destination {
  const { server, name, namespace = '' } = destination;
  return server === own.server || name === own.name ? { ...own, namespace } : { ...destination, namespace };
}

function sources(project: Resource<AppProject>, { object }: Resource<Application>): Ruling[] {
  const { drySource } = object.spec.sourceHydrator ?? {};
  return [...(drySource ? [drySource] : []), ...sourcesOf(object)].map(({ repoURL = '' }) =>
    permitsSource(project, repoURL),
  );
}

/** What a hydrator has written stands on a branch that nobody reads here. */
function hydrated({ object, at }: Resource<Application>): Ruling[] {
  const { sourceHydrator: hydrator } = object.spec;
  if (!hydrator) return [];
  const args = { branch: hydrator.syncSource?.targetBranch ?? '' };
  return [unknown(reason('argocd/source-hydrated', 'input-missing', args, at(['spec', 'sourceHydrator'])))];
}

/** Do the project's sync windows let a service's Application sync? They refuse nothing if there are none. */
export function inWindow(cluster: ClusterModel, workload: Workload, cause: SyncCause): readonly Ruling[] {
  const rules = rulesOf(cluster);
  const application = rules.applicationOf.get(workload.folder);
  const project = application && projectOf(rules, application);
  return [project && permitsSync(project, application, cause)].flatMap((ruling) => ruling ?? []);
}

/** Each kind once. A project may limit a cluster-scoped kind to certain names, so every such object counts. */
function kindsOf(objects: readonly Resource[]): readonly (NamedKind & { readonly scope: Scope })[] {
  const found = objects.map(({ object }) => {
    const { group, kind, namespaced } = kindOf(groupOf(object), object.kind);
    return namespaced
      ? { group, kind, scope: 'namespaced' as const }
      : { group, kind, scope: 'cluster' as const, name: object.metadata.name };
  });
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

/** An action under its name in Argo CD's policy. */
export interface ArgocdAction {
  readonly resource: 'applications' | 'logs' | 'exec';
  readonly action: string;
}

/** The Argo CD action that each verb needs. Logs and exec are resources of their own there. */
export function argocdActionOf(verb: OperateVerb): ArgocdAction {
  if (verb === 'logs') return { resource: 'logs', action: 'get' };
  if (verb === 'exec') return { resource: 'exec', action: 'create' };
  return { resource: 'applications', action: verb };
}

/**
 * A person's identity in Argo CD: their single sign-on groups or, where members have local accounts, only their name.
 */
export function argocdSubject({ declared }: ClusterModel, { login, groups }: Person): ArgocdSubject {
  return { name: login, groups: declared.people === 'sso' ? groups : [] };
}

/** May this person do this with a service's Application? */
export function byArgocd(
  cluster: ClusterModel,
  person: Person,
  workload: Workload,
  { resource, action }: ArgocdAction,
): Ruling {
  const rules = rulesOf(cluster);
  const application = rules.applicationOf.get(workload.folder);
  if (!application) return withoutApplication(workload.folder, cluster).ruling;
  if (rules.settingsElsewhere) return unknown(rules.settingsElsewhere);
  return enforceArgocd(rules.argocdPolicy, argocdSubject(cluster, person), {
    resource,
    action,
    object: argocdName(application),
  });
}

/** May this identity do this with the service's Application in Argo CD? A program logs in nowhere. */
export function mayDoInArgocd(model: Model, cluster: ClusterModel, { who, verb, service }: Operate): Answer {
  if (who.kind === 'account') return answer([route('merge', {}, { git: noPerson(who.name) })]);
  const { workload } = serviceOn(model, cluster, service);
  return answer([
    route('argocd', { actions: verb }, { argocd: byArgocd(cluster, who, workload, argocdActionOf(verb)) }),
  ]);
}
