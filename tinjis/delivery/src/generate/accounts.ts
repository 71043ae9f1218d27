import type { Cluster, DeveloperTeam, Teams } from '../model/teams.ts';
import { generated, type GeneratedFile } from './generated.ts';
import { hasRoutes, workloadsOf } from '../model/workloads.ts';

/** The ServiceAccounts of a team's namespace, and what its deployer may do. */
export function accounts(teams: Teams, team: DeveloperTeam, cluster: Cluster): GeneratedFile {
  const { namespace } = team;
  const bindings = [
    binding(
      namespace,
      'deployer',
      'team-deployer',
      '# The listed kinds, in this namespace and no other.',
      deployer(namespace),
    ),
    ...(hasRoutes(team, cluster)
      ? [
          binding(
            namespace,
            'deployer-outside',
            'team-deployer-outside',
            '# Routes from outside as well.',
            deployer(namespace),
          ),
        ]
      : []),
    binding(namespace, 'deployer-impersonator', 'deployer-impersonator', '# Argo CD may act as this deployer.', argocd),
  ];
  return generated(
    `clusters/${cluster.name}/namespaces/${namespace}/accounts.yaml`,
    [
      account(
        namespace,
        'deployer',
        "# Argo CD syncs the team's services as this account. It has no token, and no pod may run as it.",
      ),
      ...bindings,
      ...workloadsOf(teams, team).map(({ name }) =>
        account(namespace, name, `# The pods of ${name} run as this account. It may do nothing.`),
      ),
    ].join('\n---\n'),
  );
}

function account(namespace: string, name: string, comment: string): string {
  return `${comment}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${namespace}
automountServiceAccountToken: false`;
}

function binding(namespace: string, name: string, role: string, comment: string, subjects: string): string {
  return `${comment}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
  namespace: ${namespace}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${role}
subjects:
${subjects}`;
}

const deployer = (namespace: string): string => `  - {kind: ServiceAccount, name: deployer, namespace: ${namespace}}`;

const argocd = `  - {kind: ServiceAccount, name: argocd-application-controller, namespace: argocd}
  - {kind: ServiceAccount, name: argocd-server, namespace: argocd}`;
