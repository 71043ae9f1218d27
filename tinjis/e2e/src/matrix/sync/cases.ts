import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { inCluster } from '@tinjis/rules/argocd/application';
import { governingManifests } from '../../manifests/governing.ts';
import { serviceManifests } from '../../manifests/services.ts';
import { workloadManifests } from '../../manifests/workloads.ts';
import { allowed, type MatrixCase, type ExpectedOutcome, refused } from '../case.ts';
import { otherThan, type Participants } from '../world.ts';
import { trySync } from './attempt.ts';
import { predictSync } from './predict.ts';
import { scratchProjects, type ScratchProject } from './projects.ts';
import { branch, serveFolders } from './served-folders.ts';

const apiVersion = 'argoproj.io/v1alpha1';
const name = 'tinjis-matrix';

/** One Application to be synced. */
interface Tried {
  readonly id: string;
  /** What it would bring in, as the end of "IDENTITY may [not] have Argo CD deploy …". */
  readonly what: string;
  /** A team's own project, or one made for this. */
  readonly project: string;
  readonly objects: readonly LiveObject[];
  readonly expected: ExpectedOutcome;
  readonly destination?: object;
  readonly repoURL?: string;
  readonly path?: string;
  readonly syncOptions?: readonly string[];
  /** Where the Application itself is put. */
  readonly namespace?: string;
  /** Argo CD tries it without storing anything, where what it would bring in would do something. */
  readonly dryRun?: true;
  /** Why `tinjis can` has no answer. */
  readonly unmodelled?: string;
}

/** Applications, each with manifests in a folder of its own, synced by Argo CD as it would sync them from main. */
export async function syncCases(world: Participants): Promise<readonly MatrixCase[]> {
  const projects = scratchProjects(world);
  const tried = [...ownProject(world), ...widened(world), ...traps(world)];
  await serveFolders(world, new Map(tried.map(({ id, objects }) => [id, objects])));
  const { admin, context } = world;
  context.putBack('the projects made for syncs', async () => {
    for (const { metadata } of Object.values(projects)) {
      await admin.delete({ apiVersion, kind: 'AppProject', namespace: 'argocd', name: metadata.name });
    }
  });
  await Promise.all(Object.values(projects).map((project) => admin.apply(project)));
  return tried.map((each) => toCase(world, each, Object.values(projects)));
}

const control = 'own-config-map';

function toCase({ admin, served }: Participants, tried: Tried, projects: readonly LiveObject[]): MatrixCase {
  const {
    id,
    what,
    project,
    objects,
    expected,
    destination,
    repoURL,
    path,
    syncOptions = [],
    namespace = 'argocd',
    dryRun = false,
    unmodelled,
  } = tried;
  const application: LiveObject = {
    apiVersion,
    kind: 'Application',
    metadata: { name: `${name}-${id}`, namespace },
    spec: {
      project,
      destination: destination ?? { server: inCluster.server, namespace: 'payments' },
      source: {
        repoURL: repoURL ?? served.cluster.declared.repository,
        path: path ?? `${name}/${id}`,
        targetRevision: branch,
      },
      syncPolicy: { syncOptions: ['ServerSideApply=true', ...syncOptions] },
    },
  };
  return {
    name: `sync/${id}`,
    identity: `an Application of project ${project === '' ? '(none)' : project}`,
    action: `have Argo CD deploy ${what}`,
    how: dryRun ? 'dry-run' : 'real',
    expected,
    ...(expected.verdict === 'denied' && { control: `sync/${control}` }),
    ...(unmodelled === undefined
      ? { predict: () => predictSync(served.rules, application, projects, objects) }
      : { unmodelled }),
    attempt: () => trySync(admin, application, objects, dryRun),
  };
}

const notPermitted = /is not permitted in project/;
const notDestination =
  /not match any of the allowed destinations|destination server missing|cluster "[^"]+" not found/i;
const notGranted = /is forbidden: User "system:serviceaccount:[^"]+" cannot/;
const notAdmitted = /ValidatingAdmissionPolicy '/;

function configMap(namespace: string | undefined): LiveObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    data: {},
  };
}

/** What a team could put into its own folder. */
function ownProject(world: Participants): readonly Tried[] {
  const [team] = world.teams;
  const other = otherThan(world, team);
  const { name: project, namespace, own } = team;
  const one = (
    id: string,
    what: string,
    objects: readonly LiveObject[],
    expected: ExpectedOutcome,
    more: Partial<Tried> = {},
  ): Tried => ({ id, what, project, objects, expected, ...more });
  const kindId = (prefix: string, { kind }: LiveObject): string => `${prefix}-${kind.toLowerCase()}`;
  const listed = new Set(['ConfigMap']);
  const governing = governingManifests(namespace, name)
    .filter(({ object }) => !listed.has(object.kind))
    .map(({ object }) => object);
  const unlisted = [...new Map(governing.map((object) => [object.kind, object])).values()];
  const workloads = workloadManifests(own, name);
  const bad = (kind: string, what: string): LiveObject =>
    workloads.find((each) => each.object.kind === kind && each.what === what)?.object as LiveObject;
  const service = (what: RegExp): LiveObject =>
    serviceManifests(own, [name]).find((each) => what.test(each.what))?.object as LiveObject;
  const rbac = 'rbac.authorization.k8s.io/v1';
  const clusterKinds: readonly LiveObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    { apiVersion: rbac, kind: 'ClusterRole', metadata: { name }, rules: [] },
    {
      apiVersion: rbac,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name },
      webhooks: [],
    },
  ];
  const jobs = ['Job', 'CronJob', 'DaemonSet', 'ReplicationController'].map((kind) => bad(kind, 'are its own'));
  return [
    one(control, 'a ConfigMap into its own namespace', [configMap(namespace)], allowed),
    one('own-deployment', 'its own Deployment', [bad('Deployment', 'are its own')], allowed, { dryRun: true }),
    one('own-by-name', 'into its own cluster by name', [configMap(namespace)], allowed, {
      destination: { name: 'in-cluster', namespace },
    }),
    one(
      'foreign-namespace',
      'a manifest that names another namespace',
      [configMap(other.namespace)],
      refused('argocd', /namespace \S+ is not permitted in project/),
    ),
    ...unlisted.map((object) =>
      one(kindId('kind', object), `a ${object.kind}`, [object], refused('argocd', notPermitted)),
    ),
    ...jobs.map((object) => one(kindId('kind', object), `a ${object.kind}`, [object], refused('argocd', notPermitted))),
    ...clusterKinds.map((object) =>
      one(kindId('cluster', object), `a ${object.kind}`, [object], refused('argocd', notPermitted)),
    ),
    one('create-namespace', 'with CreateNamespace=true', [configMap(namespace)], refused('argocd', notPermitted), {
      syncOptions: ['CreateNamespace=true'],
      unmodelled: "sync options; the guard keeps them out of a team's hands with the Applications",
    }),
    one(
      'pod',
      'a bare pod, a kind that is listed so that it shows',
      [bad('Pod', 'are its own')],
      refused('rbac', notGranted),
    ),
    one(
      'foreign-image',
      'an image of somebody else',
      [bad('Deployment', 'run an image of somebody else')],
      refused('admission', notAdmitted),
    ),
    one(
      'image-by-tag',
      'an image by its tag',
      [bad('Deployment', 'run an image by a tag that can be moved')],
      refused('admission', notAdmitted),
    ),
    one(
      'host-network',
      "pods on the node's network",
      [bad('Deployment', 'use the network of its node')],
      refused('admission', notAdmitted),
    ),
    one(
      'as-deployer',
      'pods that run as the deployer',
      [bad('Deployment', 'run as the deployer')],
      refused('admission', notAdmitted),
    ),
    one('node-port', 'a NodePort', [service(/of type NodePort to its own pods$/)], refused('admission', notAdmitted)),
    one(
      'external-name',
      'an ExternalName',
      [service(/of type ExternalName to its own pods$/)],
      refused('admission', notAdmitted),
    ),
    one(
      'external-ips',
      'a Service with externalIPs',
      [service(/without a type to its own pods, with externalIPs$/)],
      refused('admission', notAdmitted),
    ),
    one(
      'no-selector',
      'a Service without a selector',
      [service(/without a type without a selector$/)],
      refused('admission', notAdmitted),
    ),
    one(
      'other-destination',
      "into another team's namespace",
      [configMap(undefined)],
      refused('argocd', notDestination),
      { destination: { server: inCluster.server, namespace: other.namespace } },
    ),
    one('system-destination', 'into kube-system', [configMap(undefined)], refused('argocd', notDestination), {
      destination: { server: inCluster.server, namespace: 'kube-system' },
    }),
    one('unknown-server', 'to a server that nobody knows', [configMap(undefined)], refused('argocd', notDestination), {
      destination: { server: 'https://example.org', namespace },
    }),
    one('no-destination', 'to no destination', [configMap(undefined)], refused('argocd', notDestination), {
      destination: {},
    }),
    one(
      'name-and-server',
      'to a destination by name and server',
      [configMap(undefined)],
      refused('argocd', /destination|both/i),
      {
        destination: { name: 'in-cluster', server: inCluster.server, namespace },
        unmodelled: 'destinations that give both name and server',
      },
    ),
    one(
      'other-repository',
      'from another repository',
      [configMap(namespace)],
      refused('argocd', /repo(sitory)? .*is not permitted in project/),
      { repoURL: 'http://git.git.svc.cluster.local/somebody/else' },
    ),
    one(
      'other-folder',
      "another team's folder",
      [otherObject(world)],
      refused('argocd', /namespace \S+ is not permitted|is not permitted in project/),
      { path: `apps/${other.name}/${other.service}/overlays/local` },
    ),
    one(
      'shared',
      'an object that another Application owns',
      [{ ...configMap(namespace), metadata: { name: `${team.service}-api-keys`, namespace } }],
      refused('argocd', /Shared resource found|shared/i),
      {
        // Should it get through, the object would keep the mark of an Application that is gone, and be refused to its
        // owner.
        dryRun: true,
        syncOptions: ['FailOnSharedResource=true'],
        unmodelled: 'objects of several Applications',
      },
    ),
  ];
}

/** Something of the other team's folder: it names the other's namespace. */
function otherObject(world: Participants): LiveObject {
  const other = otherThan(world, world.teams[0]);
  return { ...configMap(other.namespace), kind: 'Service' };
}

/**
 * Past the project, on purpose: what refuses is the API server, because Argo CD acts as an account that may no more.
 */
function widened({ teams: [team, other] }: Participants): readonly Tried[] {
  const { namespace, own } = team;
  const one = (
    id: string,
    what: string,
    objects: readonly LiveObject[],
    expected: ExpectedOutcome,
    destination = namespace,
    project: ScratchProject = 'wide',
  ): Tried => ({
    id: `wide-${id}`,
    what,
    project: `${name}-${project}`,
    objects,
    expected,
    destination: { server: inCluster.server, namespace: destination },
  });
  const governing = governingManifests(namespace, name)
    .map(({ object }) => object)
    .filter(({ kind }) => kind !== 'ConfigMap');
  const [image] = workloadManifests(own, name).filter(
    ({ what, object }) => what === 'run an image of somebody else' && object.kind === 'Deployment',
  );
  return [
    one('control', 'a ConfigMap', [configMap(namespace)], allowed),
    ...[...new Map(governing.map((object) => [object.kind, object])).values()].map((object) =>
      one(
        object.kind.toLowerCase(),
        `a ${object.kind}`,
        [object],
        // Observed: Argo CD 3.6.1 fails by itself where it may not read the role that a binding names.
        object.kind === 'RoleBinding'
          ? refused('argocd', /kubectl auth reconcile.*(nil pointer|forbidden)/)
          : refused('rbac', notGranted),
      ),
    ),
    one(
      'cluster-role',
      'a ClusterRole',
      [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [] }],
      refused('rbac', notGranted),
    ),
    one(
      'foreign-namespace',
      'a manifest that names another namespace',
      [configMap(other.namespace)],
      refused('rbac', notGranted),
    ),
    one('foreign-image', 'an image of somebody else', [image?.object as LiveObject], refused('admission', notAdmitted)),
    one(
      'no-account',
      'into a namespace that no account is mapped to',
      [configMap(undefined)],
      refused('argocd', /no matching service account found|diffConfig can not be nil/),
      'default',
    ),
    one(
      'account-of-another',
      "as another team's deployer",
      [configMap(namespace)],
      refused('rbac', notGranted),
      namespace,
      'foreign',
    ),
    one(
      'account-by-namespace',
      'as its own deployer, named with its namespace',
      [configMap(namespace)],
      allowed,
      namespace,
      'as-first',
    ),
    one(
      'account-elsewhere',
      "into another's namespace as its own deployer",
      [configMap(undefined)],
      refused('rbac', notGranted),
      other.namespace,
      'as-first',
    ),
    one(
      'account-of-nobody',
      'as an account that Argo CD may not become',
      [configMap(namespace)],
      refused('rbac', /impersonate/),
      namespace,
      'stranger',
    ),
  ].map((each) => (Object.hasOwn(unmodelled, each.id) ? { ...each, unmodelled: String(unmodelled[each.id]) } : each));
}

const unmodelled: Readonly<Record<string, string>> = {
  'wide-account-of-nobody': 'whom Argo CD may become; `verify` proves it (promises/impersonation.ts)',
  'wide-rolebinding': "an error of Argo CD's own, before the API server could refuse",
};

/** Rules of a project that do not say what they seem to. */
function traps({ teams: [team] }: Participants): readonly Tried[] {
  const { namespace } = team;
  const [policy] = governingManifests(namespace, name)
    .filter(({ object }) => object.kind === 'NetworkPolicy')
    .map(({ object }) => object) as [LiveObject];
  const one = (
    project: ScratchProject,
    id: string,
    what: string,
    objects: readonly LiveObject[],
    expected: ExpectedOutcome,
  ): Tried => ({
    id: `trap-${id}`,
    what,
    project: `${name}-${project}`,
    objects,
    expected,
    destination: { server: inCluster.server, namespace },
  });
  return [
    one(
      'unlisted',
      'unlisted',
      'a NetworkPolicy where no list of kinds is written: the project lets it through',
      [policy],
      refused('rbac', notGranted),
    ),
    one(
      'listed-none',
      'listed-none',
      'a ConfigMap where the list of kinds is empty',
      [configMap(namespace)],
      refused('argocd', notPermitted),
    ),
    one(
      'wrong-group',
      'wrong-group',
      'a NetworkPolicy that is denied under an empty group: the project lets it through',
      [policy],
      refused('rbac', notGranted),
    ),
    one(
      'right-group',
      'right-group',
      'a NetworkPolicy that is denied under its own group',
      [policy],
      refused('argocd', notPermitted),
    ),
    one(
      'deny-by-name',
      'deny-by-name',
      "where a namespace is denied by the cluster's name: ignored",
      [configMap(namespace)],
      allowed,
    ),
    one(
      'deny-by-server',
      'deny-by-server',
      "where a namespace is denied by the cluster's server",
      [configMap(namespace)],
      refused('argocd', notDestination),
    ),
    one(
      'one-star',
      'one-star',
      'from http://*, which stops at a slash',
      [configMap(namespace)],
      refused('argocd', /is not permitted in project/),
    ),
    one('two-stars', 'two-stars', 'from http://**', [configMap(namespace)], allowed),
    one(
      'denied-repository',
      'denied-repository',
      'from a repository that is denied',
      [configMap(namespace)],
      refused('argocd', /is not permitted in project/),
    ),
    one(
      'one-namespace',
      'named-kind',
      'a Namespace of the one name that is permitted',
      [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }],
      refused('rbac', notGranted),
    ),
    one(
      'one-namespace',
      'named-kind-other',
      'a Namespace of another name',
      [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `${name}-other` } }],
      refused('argocd', notPermitted),
    ),
    {
      id: 'default-project',
      what: 'from the emptied project default',
      project: 'default',
      objects: [configMap(namespace)],
      expected: refused('argocd', /is not permitted in project|do not match any/),
    },
    {
      id: 'no-project',
      what: 'without a project',
      project: '',
      objects: [configMap(namespace)],
      expected: refused('argocd', /is not permitted in project|do not match any|project/),
    },
    {
      id: 'unknown-project',
      what: 'from a project that is not there',
      project: `${name}-nowhere`,
      objects: [configMap(namespace)],
      expected: refused('argocd', /project .* (which )?does not exist|not found/),
    },
  ];
}
