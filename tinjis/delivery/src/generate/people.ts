import type { Cluster, DeveloperTeam, Teams } from '../model/teams.ts';
import { generated, type GeneratedFile } from './generated.ts';

/** What a team's people may do in their namespace with kubectl. */
export function people(team: DeveloperTeam, cluster: Cluster): GeneratedFile {
  return generated(
    `clusters/${cluster.name}/namespaces/${team.namespace}/people.yaml`,
    `
# The team ${team.name} looks and reads logs here (policies/rbac/team-reader.yaml), and nowhere else. It changes things through Git.
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: people
  namespace: ${team.namespace}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: team-reader
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${team.group}"}
`,
  );
}

/** What the platform's people may do in the whole cluster with kubectl. */
export function platformPeople({ platform }: Teams, cluster: Cluster): GeneratedFile {
  return generated(
    `clusters/${cluster.name}/namespaces/platform-people.yaml`,
    `
# The platform looks and reads logs everywhere (policies/rbac/platform-reader.yaml). It changes things through Git, too.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: platform-people
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: platform-reader
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${platform.group}"}
`,
  );
}
