import type { Catalogue } from '../model/kinds.ts';
import type { DeveloperTeam } from '../model/teams.ts';
import { workloadsOfTeam } from '../model/layout.ts';
import { readingRules, seeingRules, writingRules } from './roles.ts';

/** The ServiceAccounts in a team's namespace, and the deployer's rights. */
export function accounts(team: DeveloperTeam): string {
  const { namespace } = team;
  return [
    account(
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
      account(namespace, name, `# The pods of ${name} run as this account. It may do nothing.`),
    ),
  ].join('\n---\n');
}

/** The rights of a team's people in their namespace with kubectl. */
export function people({ name, namespace, group }: DeveloperTeam): string {
  const comment = `# The team ${name} looks and reads logs here (policies/rbac/team-reader.yaml), and nowhere else. It changes things through Git.`;
  return binding(namespace, 'people', comment, 'team-reader', [
    `{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${group}"}`,
  ]);
}

/** In addition, on a cluster with a Gateway: if clients outside reach the team, its deployer writes routes. */
export function routesBinding({ namespace }: DeveloperTeam): string {
  const comment =
    '# Through the Gateway of this cluster the team is reached from outside: its deployer writes routes as well.';
  return binding(namespace, 'deployer-outside', comment, 'team-deployer-outside', [deployer(namespace)]);
}

/** The rights in a team's namespace to the kinds that it is granted by name: its deployer writes, its people look. */
export function grants({ name, namespace, group }: DeveloperTeam, granted: Catalogue): string {
  const role = (named: string, comment: string, rules: string): string => `${comment}
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${named}
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
    binding(namespace, 'deployer-kinds', '# For its deployer.', 'deployer-kinds', [deployer(namespace)], 'Role'),
    role('people-kinds', '# Its people look at them.', readingRules(granted)),
    binding(
      namespace,
      'people-kinds',
      `# The team ${name}, here and nowhere else.`,
      'people-kinds',
      [`{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${group}"}`],
      'Role',
    ),
  ].join('\n---\n');
}

const deployer = (namespace: string): string => `{kind: ServiceAccount, name: deployer, namespace: ${namespace}}`;

function account(namespace: string, name: string, comment: string): string {
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
