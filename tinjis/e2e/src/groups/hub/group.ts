import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { kubernetesUser } from '@tinjis/delivery/model/identity';
import { nameInArgocd } from '@tinjis/delivery/model/layout';
import { inCluster } from '@tinjis/rules/argocd/objects';
import { servedFolder } from '@tinjis/platform/git/folders';
import { waitFor } from '@tinjis/cluster/wait';
import { argocdServer } from '../../identities/argocd-server.ts';
import { demoPerson } from '../../identities/identities.ts';
import { participantsOf, type Participants, type Team } from '../../identities/participants.ts';
import { readServed, type ServedRepository } from '../../identities/served-repository.ts';
import { workloadManifests } from '../../manifests/workloads.ts';
import { stateOf } from '../../pushes/arrival.ts';
import type { CheckGroup, LiveCheck } from '../../harness/check.ts';
import type { Observed } from '../../refusals/decision.ts';
import { argocdCallerOf, mayNotOperate, mayOperate, operationsOn } from '../matrix/argocd/calls.ts';
import { allowed, type ExpectedOutcome, type MatrixCase, refused, scratchName, toChecks } from '../matrix/case.ts';
import { branch, serveFolders, trySync } from '../matrix/sync/attempt.ts';
import { predictSync } from '../matrix/sync/predict.ts';
import { notAdmitted, notDestination, notGranted, scratchConfigMap } from '../matrix/sync/tried.ts';
import { bringUpSpoke, spoke, type Spoke } from './spoke.ts';

/**
 * The Argo CD of the cluster that is up delivers to a second API server, which has no node: each team's Applications
 * arrive as that team's account, and what leads elsewhere is refused by the project, by the second cluster's RBAC, and
 * by its admission.
 */
export const hubChecks: CheckGroup = {
  width: 2,
  alone: true,
  open: async (context) => {
    if (context.cluster.kind !== 'bare') {
      const why = 'it needs a second API server on this machine, beside a bare cluster';
      return [{ name: 'bare', title: hubTitle, impossible: why, run: () => Promise.reject(new Error(why)) }];
    }
    const participants = await participantsOf(context);
    const second = await bringUpSpoke(participants);
    const served = readServed(servedFolder(context.folders), 'main', spoke);
    return [
      ...arrivals(participants, second, served),
      ...toChecks([
        ...(await syncCases(participants, second, served)),
        ...(await peopleCases(participants, served)),
        ...accountCases(participants, second),
      ]),
    ];
  },
};

const hubTitle = 'the Argo CD of one cluster delivers to another';
const apiVersion = 'argoproj.io/v1alpha1';

/** Everything that the hub keeps for the second cluster is synced to it, and each team's Deployment is there. */
function arrivals({ admin, teams }: Participants, second: Spoke, served: ServedRepository): readonly LiveCheck[] {
  const { declared } = served.cluster;
  const all = served.rules.applications.map(({ object }) => object.metadata.name);
  return [
    ...all.map((name): LiveCheck => ({
      name: `synced/${name}`,
      title: `the Application ${name} is synced to the second cluster`,
      within: 180,
      run: async () => {
        const state = await waitFor({ what: `${name} to be Synced`, timeout: 170_000 }, async () => {
          const { sync, phase, message } = await stateOf(admin, name);
          return sync === 'Synced' && phase === 'Succeeded'
            ? { found: `${sync}, ${phase}` }
            : { instead: `${sync} ${phase} ${message}` };
        });
        return { passed: true, observed: state };
      },
    })),
    ...teams.map((team): LiveCheck => ({
      name: `arrived/${team.service}`,
      title: `Argo CD, acting as ${team.namespace}:deployer, has brought ${team.service} to the second cluster`,
      within: 60,
      run: async () => {
        const place = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: team.namespace, name: team.service };
        const found = await waitFor({ what: `the Deployment ${team.service}`, timeout: 50_000 }, async () => {
          const deployment = await second.admin.find(place);
          return deployment ? { found: deployment } : { instead: 'not there' };
        });
        const tracked = found.metadata.annotations?.['argocd.argoproj.io/tracking-id'] ?? '';
        return { passed: tracked.startsWith(`${nameInArgocd(team.service, declared)}:`), observed: tracked };
      },
    })),
  ];
}

/** Syncs into the second cluster. */
async function syncCases(
  participants: Participants,
  { server }: Spoke,
  served: ServedRepository,
): Promise<readonly MatrixCase[]> {
  const { admin, context, teams } = participants;
  const [team, other] = teams;
  const { declared } = served.cluster;
  const project = nameInArgocd(team.name, declared);
  const wide: LiveObject = {
    apiVersion,
    kind: 'AppProject',
    metadata: { name: `${scratchName}-hub`, namespace: 'argocd' },
    spec: {
      sourceRepos: [declared.repository],
      destinations: [{ server, namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
      destinationServiceAccounts: [{ server, namespace: '*', defaultServiceAccount: `${team.namespace}:deployer` }],
    },
  };
  const image = workloadManifests(team.own, scratchName).find(
    ({ what, object }) => what === 'run an image of somebody else' && object.kind === 'Deployment',
  )?.object as LiveObject;
  const own = { server, namespace: team.namespace };
  const map = scratchConfigMap(undefined);
  const tried: readonly (readonly [
    id: string,
    what: string,
    project: string,
    destination: { readonly server: string; readonly namespace: string },
    object: LiveObject,
    expected: ExpectedOutcome,
  ])[] = [
    ['own', 'a ConfigMap into its namespace of the second cluster', project, own, map, allowed],
    [
      'other',
      "a ConfigMap into another team's namespace there",
      project,
      { server, namespace: other.namespace },
      map,
      notDestination,
    ],
    [
      'back',
      'a ConfigMap into its namespace of the first cluster',
      project,
      { ...own, server: inCluster.server },
      map,
      notDestination,
    ],
    ['from-first', 'a ConfigMap by its project of the first cluster', team.name, own, map, notDestination],
    ['wide-own', 'a ConfigMap past a widened project', wide.metadata.name, own, map, allowed],
    [
      'wide-other',
      "a ConfigMap into another team's namespace past a widened project",
      wide.metadata.name,
      { server, namespace: other.namespace },
      map,
      notGranted,
    ],
    ['wide-image', 'an image of somebody else past a widened project', wide.metadata.name, own, image, notAdmitted],
  ];
  const folder = (id: string): string => `hub-${id}`;
  await serveFolders(participants, new Map(tried.map(([id, , , , object]) => [folder(id), [object]])));
  context.putBack('the project made for syncs', () =>
    admin.delete({ apiVersion, kind: 'AppProject', namespace: 'argocd', name: wide.metadata.name }),
  );
  await admin.apply(wide);
  const first = [...participants.served.rules.projects.values()].map(({ object }) => object as unknown as LiveObject);
  return tried.map(([id, what, of, destination, object, expected]): MatrixCase => {
    const application: LiveObject = {
      apiVersion,
      kind: 'Application',
      metadata: { name: `${scratchName}-hub-${id}`, namespace: 'argocd' },
      spec: {
        project: of,
        destination,
        source: { repoURL: declared.repository, path: `${scratchName}/${folder(id)}`, targetRevision: branch },
        syncPolicy: { syncOptions: ['ServerSideApply=true'] },
      },
    };
    return {
      name: `sync/${id}`,
      identity: `an Application of project ${of}`,
      action: `have the hub's Argo CD deploy ${what}`,
      how: 'real',
      expected,
      ...(expected.verdict === 'denied' && { control: id.startsWith('wide') ? 'sync/wide-own' : 'sync/own' }),
      predict: () => predictSync(served.rules, application, [...first, wide], [object]),
      attempt: () => trySync(admin, application, [object], false),
    };
  });
}

/** In the hub's Argo CD each team works with its own Applications of the second cluster. */
async function peopleCases(participants: Participants, served: ServedRepository): Promise<readonly MatrixCase[]> {
  const { context, admin, teams } = participants;
  const server = await argocdServer(admin, context.cluster);
  const [team] = teams;
  const { declared } = served.cluster;
  const app = {
    project: nameInArgocd(team.name, declared),
    name: nameInArgocd(team.service, declared),
    namespace: team.namespace,
  };
  const cases = teams.map(async ({ developer }: Team): Promise<readonly MatrixCase[]> => {
    const { password } = demoPerson(served.model, context.folders, developer.name);
    const argocd = server.as(await server.login(developer.name, password));
    const caller = argocdCallerOf({ ...participants, served }, developer, argocd);
    const { get, sync } = operationsOn(app) as Readonly<
      Record<'get' | 'sync', ReturnType<typeof operationsOn>[string]>
    >;
    return Object.entries({ get, sync }).map(([id, operation]) =>
      developer === team.developer
        ? mayOperate(caller, id, operation)
        : mayNotOperate(caller, id, operation, `argocd/${team.developer.name}/${id}`),
    );
  });
  return (await Promise.all(cases)).flat();
}

/** What the hub's token may do with the second cluster by itself: look, and become a deployer. */
function accountCases({ teams: [team] }: Participants, { admin, token }: Spoke): readonly MatrixCase[] {
  const own = admin.as({ kind: 'token', token }).connection;
  const { namespace } = team;
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${scratchName}-account`, namespace } };
  const asked = async (as?: string): Promise<Observed> => {
    const credentials = await own.credentials();
    const headers = { ...credentials.headers, ...(as !== undefined && { 'Impersonate-User': as }) };
    const hub = new Kubernetes({ ...own, credentials: () => Promise.resolve({ ...credentials, headers }) });
    const request = { method: 'POST', path, query: { dryRun: 'All' }, body } as const;
    const { ok, message } = await hub.request(request);
    return ok ? { verdict: 'allowed' } : { verdict: 'denied', layer: 'rbac', message };
  };
  const user = (name: string): string => kubernetesUser({ kind: 'account', namespace, name }).user;
  const unmodelled = "the hub's own rights; `verify` proves them (promises/components.ts)";
  const one = (id: string, action: string, expected: ExpectedOutcome, as?: string): MatrixCase => ({
    name: `account/${id}`,
    identity: "the hub's account in the second cluster",
    action,
    how: 'dry-run',
    expected,
    unmodelled,
    ...(expected.verdict === 'denied' && { control: 'account/deployer' }),
    attempt: () => asked(as),
  });
  return [
    one('deployer', 'create a ConfigMap as the deployer', allowed, user('deployer')),
    one('itself', 'create a ConfigMap as itself', refused('rbac', /cannot create resource "configmaps"/)),
    one('pod', 'act as the account of pods', refused('rbac', /cannot impersonate/), user(team.service)),
    one('administrator', 'act as an administrator', refused('rbac', /cannot impersonate/), 'admin'),
  ];
}
