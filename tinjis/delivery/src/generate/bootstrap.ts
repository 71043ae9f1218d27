import { clusterFolder, argocdHost, nameInArgocd, spokesOf } from '../model/layout.ts';
import { localAccounts } from '../model/identity.ts';
import type { Cluster, DeveloperTeam, PeopleGroup, PlatformTeam, Teams } from '../model/teams.ts';
import { generated, indented, type GeneratedFile } from './generated.ts';
import { clientsOutside } from './network-policies.ts';

/** The files that bring a cluster up: the common base, and the Argo CD settings that follow from the team file. */
export function bootstrap(teams: Teams, cluster: Cluster): GeneratedFile[] {
  const folder = `${clusterFolder(cluster.name)}/bootstrap`;
  const { outside } = cluster;
  const access = outside.by === 'gateway' ? [callers(cluster), route(outside)] : [callers(cluster)];
  return [
    generated(`${folder}/argocd-access.yaml`, access.join('\n---\n')),
    generated(`${folder}/argocd-cm.yaml`, logins(teams, cluster)),
    generated(`${folder}/argocd-rbac-cm.yaml`, rights(teams, cluster)),
    generated(
      `${folder}/kustomization.yaml`,
      `
# Apply this first, to an empty cluster: kubectl apply --server-side -k ${folder}. Then the folder above, with everything else.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../base
  # Sealed for this cluster's certificate; written by hand (\`tinjis seal\`), not generated.
  - sealed-secrets.yaml
  - argocd-access.yaml
patches:
  - path: argocd-cm.yaml
  - path: argocd-rbac-cm.yaml
${outside.by === 'gateway' ? behindGateway : nodePort}${cluster.people === 'accounts' ? withoutSso : ''}
`,
    ),
  ];
}

const behindGateway = `  # The Gateway ends TLS and speaks plain HTTP with argocd-server, which would otherwise send it back to HTTPS for ever.
  - target: {kind: ConfigMap, name: argocd-cmd-params-cm}
    patch: |-
      - {op: add, path: /data/server.insecure, value: "true"}
`;

const nodePort = `  # No Gateway: people and webhooks come by a port of the nodes, one that can be written in a README. TLS only.
  - target: {kind: Service, name: argocd-server}
    patch: |-
      - {op: add, path: /spec/type, value: NodePort}
      - {op: remove, path: /spec/ports/0}
      - {op: add, path: /spec/ports/0/nodePort, value: 30443}
`;

const withoutSso = `  # No identity provider, so no program to speak with one.
  - target: {name: argocd-dex-server.*}
    patch: |-
      $patch: delete
      apiVersion: any
      kind: any
      metadata: {name: any}
`;

/** Who may connect to argocd-server. Upstream lets every pod connect; clusters/base/argocd takes that away. */
function callers(cluster: Cluster): string {
  const rules = clientsOutside(cluster).map(
    ({ comment, peer }) => `    ${comment}
    - from:
${peer}
      ports:
        - {protocol: TCP, port: 8080}`,
  );
  return `
# People and webhooks come from outside the cluster. No pod has business here, a team's least of all.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: argocd-server-callers
  namespace: argocd
spec:
  podSelector:
    matchLabels: {app.kubernetes.io/name: argocd-server}
  policyTypes: [Ingress]
  ingress:
${rules.join('\n')}`;
}

/** The way for calls from outside to reach Argo CD if the cluster has a Gateway. */
function route({ name, namespace, domain }: Extract<Cluster['outside'], { by: 'gateway' }>): string {
  return `\
# People and webhooks reach Argo CD through the Gateway, which ends TLS.
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: argocd
  namespace: argocd
spec:
  # The defaults of these lists are written out: the API server would fill them in, and Argo CD take that for a difference.
  parentRefs:
    - {group: gateway.networking.k8s.io, kind: Gateway, name: ${name}, namespace: ${namespace}}
  hostnames: [${argocdHost(domain)}]
  rules:
    - matches:
        - path: {type: PathPrefix, value: /}
      backendRefs:
        - {group: "", kind: Service, name: argocd-server, port: 80, weight: 1}`;
}

/** How people log in to Argo CD, laid over argocd-cm. */
function logins(teams: Teams, { outside, people }: Cluster): string {
  const url = outside.by === 'gateway' ? `  url: https://${argocdHost(outside.domain)}\n` : '';
  return `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
data:
${url}${people === 'accounts' ? accounts(teams) : sso(teams)}
`;
}

function accounts({ platform, developers }: Teams): string {
  const groups = [platform, ...developers].flatMap((team) => team.groups);
  const members = localAccounts(groups.flatMap(({ members: own }) => own.map(({ login }) => login)));
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

/**
 * Who may do what in Argo CD, as its policy says it. An Argo CD that was there before takes it under a key of its own,
 * `policy.tinjis.csv`.
 */
export function argocdPolicy(teams: Teams, cluster: Cluster): string {
  const spokes = spokesOf(teams, cluster);
  const roles = teams.developers.map((team) => teamRole(team, cluster, spokes));
  return [platformRole(teams.platform, cluster), ...roles].join('\n\n');
}

/** The same as a patch; clusters/base/argocd/rbac.yaml explains how to read it. */
function rights(teams: Teams, cluster: Cluster): string {
  return `
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
  policy.csv: |
${indented(argocdPolicy(teams, cluster), 4)}
`;
}

/** Writes out every name: in this language `*` also matches a slash. */
function teamRole(team: DeveloperTeam, cluster: Cluster, spokes: readonly Cluster[]): string {
  const { name, groups } = team;
  const named = [cluster, ...spokes].map((each) => (text: string) => nameInArgocd(text, each));
  const lines = (role: string, rights: readonly string[], of: readonly PeopleGroup[]): readonly string[] =>
    of.length === 0
      ? []
      : [
          ...named.flatMap((as) => [
            `p, role:${role}, projects, get, ${as(name)}, allow`,
            ...team.services.flatMap((service) =>
              rights.map((right) => `p, role:${role}, ${right}, ${as(name)}/${as(service.name)}, allow`),
            ),
          ]),
          ...grants(role, of, cluster),
        ];
  const [changing, looking] = [true, false].map((is) => groups.filter(({ role }) => (role === 'developer') === is));
  return [
    ...lines(name, ['applications, get', 'applications, sync', 'logs, get'], changing as PeopleGroup[]),
    // No team's name has a colon.
    ...lines(`${name}:reader`, ['applications, get', 'logs, get'], looking as PeopleGroup[]),
  ].join('\n');
}

function platformRole(platform: PlatformTeam, cluster: Cluster): string {
  return `p, role:platform, applications, get, */*, allow
p, role:platform, applications, sync, */*, allow
p, role:platform, logs, get, */*, allow
p, role:platform, projects, get, *, allow
p, role:platform, repositories, get, *, allow
p, role:platform, clusters, get, *, allow
${grants(platform.name, platform.groups, cluster).join('\n')}`;
}

/**
 * A local account is a subject of its own. With SSO there are no local accounts. No group has the name of a member, so
 * nothing takes it for an account.
 */
function grants(role: string, groups: readonly PeopleGroup[], { people }: Cluster): readonly string[] {
  const subjects = groups.flatMap(({ name, members }) => [
    name,
    ...(people === 'accounts' ? localAccounts(members.map(({ login }) => login)) : []),
  ]);
  return [...new Set(subjects)].map((subject) => `g, ${csvField(subject)}, role:${role}`);
}

/** A field of Argo CD's policy, which is CSV. No name of the team file has a quote. */
function csvField(text: string): string {
  return text.includes(',') ? `"${text}"` : text;
}
