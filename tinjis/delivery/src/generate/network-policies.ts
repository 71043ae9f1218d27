import type { Cluster, DeveloperTeam, Service, ServiceName, Teams } from '../model/teams.ts';
import type { Patch } from './generated.ts';
import { databaseOf, databasePort } from '../model/workloads.ts';

/** A hand-written policy from policies/network, without a namespace: every team's namespace gets it. */
export type BuildingBlock = string;

/**
 * The network policies for a team's namespace: the building blocks, then the connections that the team file allows.
 *
 * Policies only add up. So each intended connection is written here, once for the side that opens it (Egress) and once
 * for the side that takes it (Ingress); default-deny refuses everything else.
 */
export function networkPolicies(teams: Teams, team: DeveloperTeam, blocks: readonly BuildingBlock[]): string {
  const policies = [
    ...blocks.map((block) => placed(block, team.namespace)),
    ...team.services.flatMap((service) => [
      servicePolicy(teams, service),
      ...(service.database ? [databasePolicy(service)] : []),
    ]),
  ];
  return policies.map((policy) => policy.trim()).join('\n---\n');
}

/** The callers that a cluster adds to a service: clients outside, and whoever scrapes its metrics. */
export function outsideRules({ name, outside, port, opsPort }: Service, cluster: Cluster): Patch {
  const rules = [
    ...(outside ? clientsOutside(cluster).map(({ comment, peer }) => added(comment, peer, port)) : []),
    ...(cluster.monitoring ? [added('# Metrics are scraped.', namespacePeer(cluster.monitoring), opsPort)] : []),
  ];
  return { target: `kind: NetworkPolicy, name: ${name}`, operations: rules };
}

function added(comment: string, peer: string, port: number): string {
  return `${comment}
- op: add
  path: /spec/ingress/-
  value:
    from:
${peer.replaceAll(/^ {2}/gm, '')}
    ports:
      - {protocol: TCP, port: ${port}}`;
}

/** Puts the namespace after the policy's name. */
function placed(block: BuildingBlock, namespace: string): string {
  return block.replace(/^( +)name: .*$/m, `$&\n$1namespace: ${namespace}`);
}

function servicePolicy(teams: Teams, service: Service): string {
  const { name, team, namespace, port, callers } = service;
  const ingress = callers.map((caller) =>
    rule('from', `# ${caller.team}/${caller.service} calls it.`, servicePeer(teams, caller), port),
  );
  const egress = [
    ...calledBy(teams, service).map((called) =>
      rule(
        'to',
        `# It calls ${called.team}/${called.name}.`,
        servicePeer(teams, { team: called.team, service: called.name }),
        called.port,
      ),
    ),
    ...(service.database ? [rule('to', '# Its database.', podPeer(databaseOf(name)), databasePort)] : []),
  ];
  const comment = `# ${team}/${name}: who may call it, and whom it may call.${
    service.outside ? ' Each cluster adds where clients outside come from.' : ''
  }`;
  return policy(name, namespace, comment, ingress, egress);
}

function databasePolicy({ name, namespace }: Service): string {
  const ingress = [rule('from', `# ${name} alone.`, podPeer(name), databasePort)];
  return policy(databaseOf(name), namespace, `# The database of ${name}.`, ingress, []);
}

function policy(
  name: string,
  namespace: string,
  comment: string,
  ingress: readonly string[],
  egress: readonly string[],
): string {
  return `
${comment}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  podSelector:
    matchLabels: {app.kubernetes.io/name: ${name}}
  policyTypes: [Ingress, Egress]
  ${rules('ingress', ingress)}
  ${rules('egress', egress)}
`;
}

function rules(direction: 'ingress' | 'egress', written: readonly string[]): string {
  return written.length === 0 ? `${direction}: []` : `${direction}:\n${written.join('\n')}`;
}

function rule(side: 'from' | 'to', comment: string, peer: string, port: number): string {
  return `    ${comment}
    - ${side}:
${peer}
      ports:
        - {protocol: TCP, port: ${port}}`;
}

/**
 * Namespace and pod in one item: both must hold. The API server sets the namespace's name label; admission guards the
 * pod's.
 */
function servicePeer(teams: Teams, { team, service }: ServiceName): string {
  const namespace = teams.developers.find(({ name }) => name === team)?.namespace;
  return `        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: ${namespace}}
          podSelector:
            matchLabels: {app.kubernetes.io/name: ${service}}`;
}

function namespacePeer(namespace: string): string {
  return `        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: ${namespace}}`;
}

/** A pod in the same namespace. */
function podPeer(name: string): string {
  return `        - podSelector:
            matchLabels: {app.kubernetes.io/name: ${name}}`;
}

function calledBy(teams: Teams, caller: Service): readonly Service[] {
  const isCaller = ({ team, service }: ServiceName): boolean => team === caller.team && service === caller.name;
  return teams.developers.flatMap(({ services }) => services.filter(({ callers }) => callers.some(isCaller)));
}

/** The origins of calls from outside the cluster. Argo CD uses them too: its clients are people and webhooks. */
export function clientsOutside(cluster: Cluster): { comment: string; peer: string }[] {
  const addresses = {
    comment: '# Clients outside: every address that is not a pod of this cluster.',
    peer: `        - ipBlock: {cidr: 0.0.0.0/0, except: [${cluster.pods}]}`,
  };
  if (cluster.outside.by === 'node-port') return [addresses];
  return [
    addresses,
    { comment: '# Clients outside that come through the Gateway.', peer: namespacePeer(cluster.outside.namespace) },
  ];
}
