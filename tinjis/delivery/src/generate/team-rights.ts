import type { Catalogue } from '../model/kinds.ts';
import type { DeveloperTeam, PeopleGroup } from '../model/teams.ts';
import { workloadsOfTeam } from '../model/layout.ts';
import { readingRules, seeingRules, writingRules } from './roles.ts';

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
  const { name, namespace, automation } = team;
  const comment = `# The team ${name} looks and reads logs here (policies/rbac/team-reader.yaml), and nowhere else. It changes things through Git.`;
  const emergency = emergencyGroups(team);
  const inEmergency =
    '# In an emergency they write what the team deploys, here and nowhere else. Nobody is in these groups for longer (docs/operations.md).';
  return [
    binding(namespace, 'people', comment, 'team-reader', readers(team)),
    ...(emergency.length === 0 ? [] : [binding(namespace, 'break-glass', inEmergency, 'team-deployer', emergency)]),
    ...automation.map((account) =>
      serviceAccount(
        namespace,
        account,
        '# A program outside waits for deployments as this account. No pod may run as it.',
      ),
    ),
    ...(automation.length === 0 ? [] : [applicationRole(team), applicationReaders(name, programs(team))]),
  ].join('\n---\n');
}

/** Everybody of a team who looks: people by their groups, and programs. */
function readers(team: DeveloperTeam): readonly string[] {
  return [...named(team.groups), ...programs(team)];
}

function emergencyGroups({ groups }: DeveloperTeam): readonly string[] {
  return named(groups.filter(({ role }) => role === 'break-glass'));
}

function named(groups: readonly PeopleGroup[]): readonly string[] {
  return groups.map((group) => `{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${group.name}"}`);
}

function programs({ automation, namespace }: DeveloperTeam): readonly string[] {
  return automation.map((account) => `{kind: ServiceAccount, name: ${account}, namespace: ${namespace}}`);
}

/** The name of a team's role to read its Applications, and of the role's binding. */
export function applicationReader(team: string): string {
  return `automation-${team}`;
}

/** Argo CD's Applications lie in its own namespace, so each of the team's is named. */
function applicationRole({ name, services }: DeveloperTeam): string {
  return `# The Applications of ${name}, which its programs wait for.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${applicationReader(name)}
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
  name: ${applicationReader(team)}
  namespace: argocd
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${applicationReader(team)}}
subjects:
${programs.map((subject) => `  - ${subject}`).join('\n')}`;
}

/** In addition, on a cluster with a Gateway: if clients outside reach the team, its deployer writes routes. */
export function routesBinding({ namespace }: DeveloperTeam): string {
  const comment =
    '# Through the Gateway of this cluster the team is reached from outside: its deployer writes routes as well.';
  return binding(namespace, 'deployer-outside', comment, 'team-deployer-outside', [deployer(namespace)]);
}

/**
 * The rights in a team's namespace to the kinds that it is granted by name: its deployer writes, its people look, and
 * write in an emergency.
 */
export function grants(team: DeveloperTeam, granted: Catalogue): string {
  const { name, namespace } = team;
  const role = (called: string, comment: string, rules: string): string => `${comment}
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${called}
  namespace: ${namespace}
rules:
${rules}`;
  const seen = seeingRules(granted);
  return [
    role(
      'deployer-kinds',
      `# The kinds that policies/teams.yaml grants the team ${name} by name, out of policies/kinds.yaml.`,
      writingRules(granted) + (seen && `\n${seen}`),
    ),
    binding(
      namespace,
      'deployer-kinds',
      '# For its deployer.',
      'deployer-kinds',
      [deployer(namespace), ...emergencyGroups(team)],
      'Role',
    ),
    role('people-kinds', '# Its people look at them.', readingRules(granted)),
    binding(
      namespace,
      'people-kinds',
      `# The team ${name}, here and nowhere else.`,
      'people-kinds',
      readers(team),
      'Role',
    ),
  ].join('\n---\n');
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

function binding(
  namespace: string,
  name: string,
  comment: string,
  role: string,
  subjects: readonly string[],
  kind: 'ClusterRole' | 'Role' = 'ClusterRole',
): string {
  return `${comment}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
  namespace: ${namespace}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: ${role}}
subjects:
${subjects.map((subject) => `  - ${subject}`).join('\n')}`;
}
