import type { DeveloperTeam, PeopleGroup } from '../model/teams.ts';
import { workloadsOfTeam } from '../model/layout.ts';

/** The ServiceAccounts in a team's namespace, and the deployer's rights. */
export function accounts(team: DeveloperTeam): string {
  const { namespace } = team;
  return [
    serviceAccount(
      namespace,
      'deployer',
      "# Argo CD syncs the team's services as this account. It has no token, and no pod may run as it.",
    ),
    binding(namespace, 'deployer', '# The listed kinds, in this namespace and no other.', 'team-deployer', [
      deployer(namespace),
    ]),
    binding(namespace, 'deployer-impersonator', '# Argo CD may act as this deployer.', 'deployer-impersonator', [
      '{kind: ServiceAccount, name: argocd-application-controller, namespace: argocd}',
      '{kind: ServiceAccount, name: argocd-server, namespace: argocd}',
    ]),
    ...workloadsOfTeam(team).map(({ name }) =>
      serviceAccount(namespace, name, `# The pods of ${name} run as this account. It may do nothing.`),
    ),
  ].join('\n---\n');
}

/** The rights of a team's people in their namespace with kubectl. */
export function people(team: DeveloperTeam): string {
  const { name, namespace, groups, automation } = team;
  const comment = `# The team ${name} looks and reads logs here (policies/rbac/team-reader.yaml), and nowhere else. It changes things through Git.`;
  const named = (of: readonly PeopleGroup[]): readonly string[] =>
    of.map((group) => `{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${group.name}"}`);
  const programs = automation.map((account) => `{kind: ServiceAccount, name: ${account}, namespace: ${namespace}}`);
  const emergency = named(groups.filter(({ role }) => role === 'break-glass'));
  const inEmergency =
    '# In an emergency they write what the team deploys, here and nowhere else. Nobody is in these groups for longer (docs/operations.md).';
  return [
    binding(namespace, 'people', comment, 'team-reader', [...named(groups), ...programs]),
    ...(emergency.length === 0 ? [] : [binding(namespace, 'break-glass', inEmergency, 'team-deployer', emergency)]),
    ...automation.map((account) =>
      serviceAccount(
        namespace,
        account,
        '# A program outside waits for deployments as this account. No pod may run as it.',
      ),
    ),
    ...(automation.length === 0 ? [] : [applicationReader(team), applicationReaders(name, programs)]),
  ].join('\n---\n');
}

/** Argo CD's Applications lie in its own namespace, so each of the team's is named. */
function applicationReader({ name, services }: DeveloperTeam): string {
  return `# The Applications of ${name}, which its programs wait for.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: automation-${name}
  namespace: argocd
rules:
  - apiGroups: [argoproj.io]
    resources: [applications]
    resourceNames: [${services.map((service) => service.name).join(', ')}]
    verbs: [get, list, watch]`;
}

function applicationReaders(team: string, programs: readonly string[]): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: automation-${team}
  namespace: argocd
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: automation-${team}}
subjects:
${programs.map((subject) => `  - ${subject}`).join('\n')}`;
}

/** In addition, on a cluster with a Gateway: if clients outside reach the team, its deployer writes routes. */
export function routesBinding({ namespace }: DeveloperTeam): string {
  const comment =
    '# Through the Gateway of this cluster the team is reached from outside: its deployer writes routes as well.';
  return binding(namespace, 'deployer-outside', comment, 'team-deployer-outside', [deployer(namespace)]);
}

const deployer = (namespace: string): string => `{kind: ServiceAccount, name: deployer, namespace: ${namespace}}`;

function serviceAccount(namespace: string, name: string, comment: string): string {
  return `${comment}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${namespace}
automountServiceAccountToken: false`;
}

function binding(namespace: string, name: string, comment: string, role: string, subjects: readonly string[]): string {
  return `${comment}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
  namespace: ${namespace}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}
subjects:
${subjects.map((subject) => `  - ${subject}`).join('\n')}`;
}
