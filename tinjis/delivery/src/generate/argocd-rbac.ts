import type { Cluster, DeveloperTeam, PlatformTeam, Teams } from '../model/teams.ts';
import { generated, indented, type GeneratedFile } from './generated.ts';

/** Who may do what in Argo CD, laid over upstream's empty argocd-rbac-cm. */
export function argocdRbac(teams: Teams, cluster: Cluster): GeneratedFile {
  const csv = [platformRole(teams.platform, cluster), ...teams.developers.map((team) => teamRole(team, cluster))].join(
    '\n\n',
  );
  return generated(
    `clusters/${cluster.name}/bootstrap/argocd-rbac-cm.yaml`,
    `
# Not granted to anybody, each for what was observed with it:
#   override            local manifests, or any revision of the repository
#   create, update      an Application's path is free text: with either, a team deploys from another team's folder
#   rollback, delete, action, exec, applicationsets, projects other than to look
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-rbac-cm
  namespace: argocd
data:
  # What everybody gets who is logged in. It cannot be taken away from anybody, so it is nothing.
  policy.default: ""
  policy.matchMode: glob
  # Rights go by the groups of the identity provider.
  scopes: "[groups]"
  policy.csv: |
${indented(csv, 4)}
`,
  );
}

/** Every name is written out: in this language `*` also matches a slash. */
function teamRole(team: DeveloperTeam, cluster: Cluster): string {
  const { name } = team;
  return [
    `p, role:${name}, projects, get, ${name}, allow`,
    ...team.services.flatMap((service) =>
      ['applications, get', 'applications, sync', 'logs, get'].map(
        (right) => `p, role:${name}, ${right}, ${name}/${service.name}, allow`,
      ),
    ),
    ...grants(team, cluster),
  ].join('\n');
}

function platformRole(platform: PlatformTeam, cluster: Cluster): string {
  return `p, role:platform, applications, get, */*, allow
p, role:platform, applications, sync, */*, allow
p, role:platform, logs, get, */*, allow
p, role:platform, projects, get, *, allow
p, role:platform, repositories, get, *, allow
p, role:platform, clusters, get, *, allow
${grants(platform, cluster).join('\n')}`;
}

/**
 * A local account is a subject of its own. With SSO there are none; a group has a colon, so it is never taken for one.
 */
function grants({ name, group, members }: DeveloperTeam | PlatformTeam, { people }: Cluster): string[] {
  const subjects = people === 'accounts' ? [group, ...members] : [group];
  return subjects.map((subject) => `g, ${subject}, role:${name}`);
}
