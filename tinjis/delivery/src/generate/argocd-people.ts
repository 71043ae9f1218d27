import type { Cluster, Teams } from '../model/teams.ts';
import { generated, type GeneratedFile } from './generated.ts';
import { argocdHost } from '../model/workloads.ts';

/** How people log in to Argo CD, laid over argocd-cm. */
export function argocdPeople(teams: Teams, cluster: Cluster): GeneratedFile {
  const { outside } = cluster;
  const url = outside.by === 'gateway' ? `  url: https://${argocdHost(outside.domain)}\n` : '';
  return generated(
    `clusters/${cluster.name}/bootstrap/argocd-cm.yaml`,
    `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
data:
${url}${cluster.people === 'accounts' ? accounts(teams) : sso(teams)}
`,
  );
}

function accounts({ platform, developers }: Teams): string {
  const members = [platform, ...developers].flatMap((team) => team.members);
  return `  # One account a person, for the browser and the command line. Observed: an account that also has \`apiKey\` may give itself tokens that
  # never expire, with no policy at all; so none has.
${members.map((login) => `  accounts.${login}: login`).join('\n')}`;
}

function sso({ organisation }: Teams): string {
  return `  # People log in with GitHub; their teams arrive as groups, organisation:team. Only members of the organisation get in.
  dex.config: |
    connectors:
      - type: github
        id: github
        name: GitHub
        config:
          clientID: $argocd-sso:github-client-id
          clientSecret: $argocd-sso:github-client-secret
          orgs:
            - name: ${organisation}
          teamNameField: slug`;
}
