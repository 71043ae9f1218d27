import { ask } from '@tinjis/delivery/answer/ask';
import { deliver } from '@tinjis/delivery/answer/delivery';
import { throughProject } from '@tinjis/delivery/answer/argocd';
import { rulesOf } from '@tinjis/delivery/answer/rules';
import { type Application, sourcesOf } from '@tinjis/rules/argocd/objects';
import { everybody, type Person } from '@tinjis/delivery/model/identity';
import type { Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel, Model, Workload } from '@tinjis/delivery/model/model';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { Arrow, Picture, Shape } from './picture.ts';

/**
 * A route from a folder to the cluster: an Application, with the files it reads, the people who may change them, and
 * the place it delivers to.
 */
interface Lane {
  readonly name: string;
  readonly application: Resource<Application>;
  readonly folders: readonly string[];
  readonly namespace: string;
  /** Undefined for the platform's own. */
  readonly workload: Workload | undefined;
  readonly owners: readonly Person[];
}

/**
 * A team's governance, whose folder lies in the root's folder: the same people change it, and the picture shows it with
 * the root.
 */
function liesInAnother(application: Resource<Application>, all: readonly Resource<Application>[]): boolean {
  const paths = (each: Resource<Application>) => sourcesOf(each.object).map(({ path = '' }) => path);
  const others = all.filter((each) => each !== application).flatMap(paths);
  return paths(application).every((path) => others.some((other) => path.startsWith(`${other}/`)));
}

const generatePaths = 'argocd.argoproj.io/manifest-generate-paths';

/**
 * The way of a change to a cluster: person, folder, Application, namespace. Every arrow is an answer of the evaluators.
 * Of the refusals, the picture shows one example a lane: all of them would hide the open routes.
 */
export function deliveryPicture(model: Model, cluster: ClusterModel): Picture {
  const people = inOrder(model.teams);
  const first = ({ owners: [owner] }: Lane): number => (owner ? people.indexOf(owner) : people.length);
  const { applications } = rulesOf(cluster);
  const lanes = applications
    .filter((each) => !liesInAnother(each, applications))
    .map((each) => laneOf(model, cluster, people, each))
    .sort((a, b) => first(a) - first(b));
  const things = (shape: (lane: Lane) => Omit<Shape, 'kind'>): readonly Shape[] =>
    lanes.map((lane) => ({ kind: 'thing', ...shape(lane) }));
  return {
    title: 'Who deploys what, and how',
    description:
      `People change folders of one Git repository, and Argo CD on ${cluster.name} brings each folder to one place as one account. ` +
      'Green arrows are allowed, red ones refused, each by the layers it names.',
    columns: [
      {
        title: 'People',
        note: 'log in to GitHub',
        shapes: people.map(({ login, teams }) => ({
          id: person(login),
          title: login,
          note: `team ${teams.join(', ')}`,
          kind: 'person',
        })),
      },
      {
        title: 'Git',
        note: 'CODEOWNERS, tinjis guard',
        shapes: things(({ name, folders }) => ({ id: folder(name), title: folders.join(', '), note: 'branch main' })),
      },
      {
        title: 'Argo CD',
        note: 'a project for each team',
        shapes: things(({ name, application }) => ({
          id: app(name),
          title: name,
          note: `project ${String(application.object.spec.project)}`,
        })),
      },
      {
        title: `Kubernetes, ${cluster.name}`,
        note: 'RBAC, admission',
        shapes: things(({ name, workload, namespace }) =>
          workload
            ? { id: place(name), title: namespace, note: 'namespace' }
            : { id: place(name), title: 'all the rest', note: 'policies, rights, Argo CD' },
        ),
      },
    ],
    arrows: [
      ...lanes.flatMap(({ name, owners }) =>
        owners.map(({ login }): Arrow => ({ from: person(login), to: folder(name), verdict: 'allow' })),
      ),
      ...lanes.flatMap((lane) => ownRoute(cluster, lane)),
      ...lanes.flatMap((lane, index) => refused(model, cluster, lane, lanes[(index + 1) % lanes.length] as Lane)),
    ],
  };
}

/** Developers first, the platform last, in the order of a day's deployments. */
function inOrder(teams: Teams): readonly Person[] {
  const isPlatform = (person: Person): boolean => person.teams.includes(teams.platform.name);
  const members = everybody(teams).filter((person) => person.teams.length > 0);
  return [...members.filter((person) => !isPlatform(person)), ...members.filter(isPlatform)];
}

function laneOf(
  model: Model,
  cluster: ClusterModel,
  people: readonly Person[],
  application: Resource<Application>,
): Lane {
  const {
    metadata: { name, annotations = {} },
    spec: { destination = {} },
  } = application.object;
  const folders = String(annotations[generatePaths])
    .split(';')
    .map((path) => path.replace(/^\//, ''));
  return {
    name,
    application,
    folders,
    namespace: String(destination.namespace),
    workload: [...cluster.workloads.values()].find(({ service }) => service.service === name),
    owners: people.filter((each) => pushes(model, cluster, each, folders)),
  };
}

/** Without the consent of another team. */
function pushes(model: Model, cluster: ClusterModel, who: Person, folders: readonly string[]): boolean {
  return folders.every(
    (path) => ask(model, cluster, { verb: 'push', who, path: `${path}/kustomization.yaml` }).verdict === 'allow',
  );
}

function ownRoute(cluster: ClusterModel, { name, application, namespace }: Lane): readonly Arrow[] {
  const { ruling, account } = throughProject(rulesOf(cluster), application, [], namespace);
  if (ruling.verdict !== 'allow') return [];
  // Without an account, Argo CD's controller acts with its own rights.
  const label = account ? `as ${account.name}` : 'as Argo CD';
  return [
    { from: folder(name), to: app(name), verdict: 'allow' },
    { from: app(name), to: place(name), label, verdict: 'allow' },
  ];
}

/** The answers when the owner of a service's lane tries the next lane: at its folder, and from their own folder. */
function refused(
  model: Model,
  cluster: ClusterModel,
  { name, workload, owners: [owner] }: Lane,
  next: Lane,
): readonly Arrow[] {
  if (!workload || !owner) return [];
  const atGit = pushes(model, cluster, owner, next.folders) ? [] : ['Git'];
  const { argocd, rbac, admission } = deliver(
    cluster,
    workload,
    next.workload?.objects.all ?? [next.application],
    next.namespace,
  );
  const later = Object.entries({ 'Argo CD': argocd, RBAC: rbac, admission })
    .filter(([, ruling]) => ruling?.verdict === 'deny')
    .map(([layer]) => layer);
  return [...denied(person(owner.login), folder(next.name), atGit), ...denied(app(name), place(next.name), later)];
}

function denied(from: string, to: string, layers: readonly string[]): readonly Arrow[] {
  return layers.length === 0 ? [] : [{ from, to, label: layers.join(', '), verdict: 'deny' }];
}

const person = (login: string): string => `person ${login}`;
const folder = (lane: string): string => `folder ${lane}`;
const app = (lane: string): string => `application ${lane}`;
const place = (lane: string): string => `place ${lane}`;
