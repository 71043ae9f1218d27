import type { DeveloperTeam } from '../model/teams.ts';
import { workloadsOfTeam } from '../model/layout.ts';

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
