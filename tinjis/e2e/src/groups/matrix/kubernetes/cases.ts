import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { ApiCaller } from '../../../identities/identities.ts';
import { allowed, type MatrixCase, scratchName } from '../case.ts';
import { otherThan, type Team, type Participants } from '../../../identities/participants.ts';
import { type KubectlRequest, mayDo, mayNotDo, caseNameOf } from './requests.ts';

/** Requests to the Kubernetes API, each with the identity's own credentials. */
export function kubernetesCases(participants: Participants): readonly MatrixCase[] {
  const each = [developerCases, deployerCases, podAccountCases];
  const ofTeams = participants.teams.flatMap((team) => each.flatMap((casesOf) => casesOf(participants, team)));
  return [...ofTeams, ...platformCases(participants), ...anonymousCases(participants)];
}

/** The requests that every identity without rights in a namespace tries there. */
function trespasses({ namespace, service }: Team): readonly KubectlRequest[] {
  return [
    ...['pods', 'services', 'configmaps', 'deployments', 'events', 'networkpolicies', 'sealedsecrets'].map(
      (what): KubectlRequest => ({ verb: 'list', what, namespace }),
    ),
    { verb: 'get', what: 'pods/log', podOf: service, namespace },
    { verb: 'get', what: 'deployments', name: service, namespace },
    ...intrusions({ namespace, service }),
  ];
}

/** Things that only an administrator does in a team's namespace: read secrets, write, enter. */
function intrusions({ namespace, service }: Pick<Team, 'namespace' | 'service'>): readonly KubectlRequest[] {
  const made = (what: string, apiVersion: string, kind: string, rest: object): KubectlRequest =>
    make(what, apiVersion, kind, rest, namespace);
  const inPod = (verb: KubectlRequest['verb'], what: string): KubectlRequest => ({
    verb,
    what,
    podOf: service,
    namespace,
  });
  const selector = { 'app.kubernetes.io/name': service };
  const pod = { restartPolicy: 'Never', containers: [{ name: 'x', image: 'x' }] };
  return [
    { verb: 'list', what: 'secrets', namespace },
    { verb: 'get', what: 'secrets', name: `${service}-database`, namespace },
    made('configmaps', 'v1', 'ConfigMap', { data: {} }),
    made('secrets', 'v1', 'Secret', { stringData: { a: 'b' } }),
    made('services', 'v1', 'Service', { spec: { selector, ports: [{ port: 80 }] } }),
    made('networkpolicies', 'networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{}] } }),
    made('serviceaccounts', 'v1', 'ServiceAccount', {}),
    made('roles', 'rbac.authorization.k8s.io/v1', 'Role', { rules: [] }),
    made('rolebindings', 'rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: clusterAdmin }),
    made('jobs', 'batch/v1', 'Job', { spec: { template: { spec: pod } } }),
    { verb: 'patch', what: 'deployments', name: service, namespace },
    { verb: 'patch', what: 'deployments/scale', name: service, namespace, patch: { spec: { replicas: 0 } } },
    { verb: 'delete', what: 'deployments', name: service, namespace },
    inPod('delete', 'pods'),
    { verb: 'patch', what: 'resourcequotas', name: 'share', namespace, patch: { spec: { hard: { pods: '1000' } } } },
    { verb: 'delete', what: 'networkpolicies', name: 'default-deny', namespace },
    { verb: 'patch', what: 'namespaces', name: namespace },
    inPod('create', 'pods/exec'),
    inPod('create', 'pods/attach'),
    inPod('create', 'pods/portforward'),
    inPod('patch', 'pods/ephemeralcontainers'),
    { verb: 'create', what: 'serviceaccounts/token', name: 'deployer', namespace, object: tokenRequest },
  ];
}

const tokenRequest: LiveObject = {
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenRequest',
  metadata: { name: 'deployer' },
  spec: {},
};

const clusterAdmin = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };

/** Things that only the platform does outside a namespace. */
const clusterWide: readonly KubectlRequest[] = [
  { verb: 'list', what: 'nodes' },
  { verb: 'list', what: 'namespaces' },
  { verb: 'list', what: 'clusterroles' },
  { verb: 'list', what: 'persistentvolumes' },
  make('namespaces', 'v1', 'Namespace', {}),
  make('clusterroles', 'rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [] }),
  make('clusterrolebindings', 'rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', { roleRef: clusterAdmin }),
  make('mutatingwebhookconfigurations', 'admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', {}),
  { verb: 'delete', what: 'validatingadmissionpolicies', name: 'workload-image' },
  { verb: 'list', what: 'certificatesigningrequests' },
];

function make(what: string, apiVersion: string, kind: string, rest: object, namespace?: string): KubectlRequest {
  const place = namespace === undefined ? {} : { namespace };
  const object = { apiVersion, kind, metadata: { name: scratchName, ...place }, ...rest };
  return { verb: 'create', what, ...place, object };
}

const patchedInArgoCd = (what: string, name: string, patch: object): KubectlRequest => ({
  verb: 'patch',
  what,
  name,
  namespace: 'argocd',
  patch,
});

const argocd: readonly KubectlRequest[] = [
  { verb: 'list', what: 'applications', namespace: 'argocd' },
  { verb: 'list', what: 'appprojects', namespace: 'argocd' },
  { verb: 'list', what: 'secrets', namespace: 'argocd' },
  patchedInArgoCd('applications', 'payment', { spec: { source: { targetRevision: 'x' } } }),
  patchedInArgoCd('appprojects', 'default', { spec: { sourceRepos: ['*'] } }),
  patchedInArgoCd('configmaps', 'argocd-rbac-cm', { data: { 'policy.default': 'role:admin' } }),
  { verb: 'list', what: 'secrets', namespace: 'kube-system' },
];

function developerCases(participants: Participants, team: Team): readonly MatrixCase[] {
  const { developer, namespace, service } = team;
  const ofKubernetes = ['pods', 'services', 'configmaps', 'events', 'deployments', 'statefulsets', 'replicasets'];
  const readable = [...ofKubernetes, 'networkpolicies', 'sealedsecrets', 'resourcequotas'];
  const looks: readonly KubectlRequest[] = [
    ...readable.map((what): KubectlRequest => ({ verb: 'list', what, namespace })),
    { verb: 'get', what: 'pods/log', podOf: service, namespace },
    { verb: 'get', what: 'deployments', name: service, namespace },
  ];
  const control = caseNameOf(developer, looks[0] as KubectlRequest);
  const refusals = [...intrusions(team), ...trespasses(otherThan(participants, team)), ...clusterWide, ...argocd];
  return cases(participants, developer, looks, refusals, control);
}

/** With its own token, a deployer writes the kinds of a service in its namespace, and nothing else anywhere. */
function deployerCases(participants: Participants, team: Team): readonly MatrixCase[] {
  const { deployer, namespace, service } = team;
  const permitted: readonly KubectlRequest[] = [
    { verb: 'list', what: 'pods', namespace },
    make('configmaps', 'v1', 'ConfigMap', { data: {} }, namespace),
    { verb: 'patch', what: 'deployments', name: service, namespace },
    { verb: 'delete', what: 'deployments', name: service, namespace },
    { verb: 'get', what: 'pods/log', podOf: service, namespace },
  ];
  const own = new Set(['create configmaps', 'create services', 'patch deployments', 'delete deployments']);
  const forbidden = intrusions(team).filter(({ verb, what }) => !own.has(`${verb} ${what}`));
  const refusals = [...forbidden, ...trespasses(otherThan(participants, team)), ...clusterWide, ...argocd];
  return cases(participants, deployer, permitted, refusals, caseNameOf(deployer, permitted[0] as KubectlRequest));
}

function cases(
  participants: Participants,
  who: ApiCaller,
  permitted: readonly KubectlRequest[],
  forbidden: readonly KubectlRequest[],
  control: string,
): readonly MatrixCase[] {
  return [
    ...permitted.map((wanted) => mayDo(participants, who, wanted)),
    ...forbidden.map((wanted) => mayNotDo(participants, who, wanted, control)),
  ];
}

/** The identity that a pod would have if it held a token: it has no rights at all. */
function podAccountCases(participants: Participants, team: Team): readonly MatrixCase[] {
  const { podAccount } = team;
  const control = knownToServer(podAccount);
  return [
    control,
    ...[...trespasses(team), ...clusterWide, ...argocd].map((wanted) =>
      mayNotDo(participants, podAccount, wanted, control.name),
    ),
  ];
}

function platformCases(participants: Participants): readonly MatrixCase[] {
  const { platformAdmin, teams } = participants;
  const looks: readonly KubectlRequest[] = [
    { verb: 'list', what: 'namespaces' },
    { verb: 'list', what: 'nodes' },
    { verb: 'list', what: 'applications', namespace: 'argocd' },
    ...teams.flatMap(({ namespace, service }): KubectlRequest[] => [
      { verb: 'list', what: 'pods', namespace },
      { verb: 'get', what: 'pods/log', podOf: service, namespace },
      { verb: 'list', what: 'networkpolicies', namespace },
    ]),
  ];
  const control = caseNameOf(platformAdmin, looks[0] as KubectlRequest);
  const refusals = [
    ...teams.flatMap(intrusions),
    ...clusterWide.filter(({ verb }) => verb !== 'list'),
    ...argocd.filter(({ verb, what }) => verb !== 'list' || what === 'secrets'),
  ];
  return cases(participants, platformAdmin, looks, refusals, control);
}

function anonymousCases(participants: Participants): readonly MatrixCase[] {
  const { anonymous, teams } = participants;
  const control: MatrixCase = {
    name: 'kubernetes/anonymous/version',
    identity: anonymous.name,
    action: 'ask the API server for its version',
    how: 'real',
    expected: allowed,
    unmodelled: 'what Kubernetes grants everybody by its own roles',
    attempt: async () => {
      const { ok, message } = await anonymous.client.request({ method: 'GET', path: '/version' });
      return ok ? { verdict: 'allowed' } : { verdict: 'denied', layer: 'other', message };
    },
  };
  const refusals = [...teams.flatMap(trespasses), ...clusterWide, ...argocd];
  return [control, ...cases(participants, anonymous, [], refusals, control.name)];
}

interface Review {
  readonly status: { readonly userInfo: { readonly username: string } };
}

/** The token is good: the server knows its owner. */
function knownToServer({ name, user, client }: ApiCaller): MatrixCase {
  return {
    name: `kubernetes/${name}/who-am-i`,
    identity: name,
    action: 'ask the API server who it is',
    how: 'real',
    expected: allowed,
    unmodelled: 'what Kubernetes grants every authenticated caller by its own roles',
    attempt: async () => {
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
      const answer = await client.request<Review>({ method: 'POST', path, body });
      if (!answer.ok) return { verdict: 'denied', layer: 'other', message: answer.message };
      const { username } = answer.body.status.userInfo;
      return username === user.user
        ? { verdict: 'allowed' }
        : { verdict: 'denied', layer: 'login', message: `the server takes it for ${username}` };
    },
  };
}
