import {
  type Cluster,
  type DeclaredWorkload,
  declaredWorkload,
  type DeveloperTeam,
  egressHosts,
  egressRanges,
  type Teams,
} from '../model/teams.ts';
import type { Patch } from './generated.ts';
import { connectionsFrom, workloadKey, workloadsOfTeam } from '../model/layout.ts';

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
    ...workloadsOfTeam(team).flatMap((workload) => [workloadPolicy(teams, workload), ...hostPolicy(workload)]),
  ];
  return policies.map((policy) => policy.trim()).join('\n---\n');
}

/** The callers that a cluster adds to a workload: clients outside, and whoever scrapes its metrics. */
export function outsideRules({ name, ports }: DeclaredWorkload, cluster: Cluster): Patch {
  const rules = ports.flatMap(({ port, outside, monitoring }) => [
    ...(outside ? clientsOutside(cluster).map(({ comment, peer }) => added(comment, peer, port)) : []),
    ...(monitoring && cluster.monitoring
      ? [added('# Metrics are scraped.', namespacePeer(cluster.monitoring), port)]
      : []),
  ]);
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

function workloadPolicy(teams: Teams, workload: DeclaredWorkload): string {
  const { name, service, namespace, ports } = workload;
  const ingress = ports.flatMap(({ port, callers }) =>
    callers.map((caller) => {
      const from = declaredWorkload(teams, caller) as DeclaredWorkload;
      return rule('from', `# ${named(from, workload)} calls it.`, workloadPeer(from, workload), port);
    }),
  );
  const sends = [
    ...(connectionsFrom(teams).get(workloadKey(workload)) ?? []).map(({ to, port }) =>
      rule('to', `# It calls ${named(to, workload)}.`, workloadPeer(to, workload), port),
    ),
    ...egressRanges(workload).map(({ to, port }) =>
      rule('to', '# Outside the cluster.', `        - ipBlock: {cidr: ${to}}`, port),
    ),
  ];
  const more = ports.some(({ outside }) => outside) ? ' Each cluster adds where clients outside come from.' : '';
  const what = name === service.service ? workloadKey(workload) : `${name} of ${service.service}`;
  return policy(name, namespace, `# ${what}: who may call it, and whom it may call.${more}`, ingress, sends);
}

/**
 * What a workload may send to hosts by their names, which a NetworkPolicy does not know. Cilium learns the addresses of
 * a host from the answers of the cluster's DNS, so the first rule has it look at them.
 */
function hostPolicy(workload: DeclaredWorkload): readonly string[] {
  const { name, namespace } = workload;
  const hosts = egressHosts(workload).map(
    ({ host, port }) => `    - toFQDNs: [{matchName: ${host}}]
      toPorts:
        - ports: [{port: "${port}", protocol: TCP}]`,
  );
  if (hosts.length === 0) return [];
  return [
    `
# ${workloadKey(workload)}: hosts outside the cluster that it may send to. Needs Cilium, which learns their addresses from the answers to its lookups.
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: ${name}-hosts
  namespace: ${namespace}
spec:
  endpointSelector:
    matchLabels: {app.kubernetes.io/name: ${name}}
  egress:
    - toEndpoints:
        - matchLabels: {k8s:io.kubernetes.pod.namespace: kube-system, k8s:k8s-app: kube-dns}
      toPorts:
        - ports: [{port: "53", protocol: ANY}]
          # Every name: the policy \`dns\` lets each pod of the namespace ask for any.
          rules: {dns: [{matchPattern: "*"}]}
${hosts.join('\n')}
`,
  ];
}

/** A workload of the same service goes by its name alone. */
function named(it: DeclaredWorkload, beside: DeclaredWorkload): string {
  return isSameService(it, beside) ? it.name : workloadKey(it);
}

function isSameService({ service }: DeclaredWorkload, other: DeclaredWorkload): boolean {
  return service.team === other.service.team && service.service === other.service.service;
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
 * The pods of a workload, as a rule of another names them. Namespace and pod stand in one item, so both must hold. The
 * API server sets the namespace's name label; admission guards the pod's. A workload of the same service is known to be
 * in the policy's own namespace.
 */
function workloadPeer(it: DeclaredWorkload, beside: DeclaredWorkload): string {
  if (isSameService(it, beside)) return podPeer(it.name);
  return `        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: ${it.namespace}}
          podSelector:
            matchLabels: {app.kubernetes.io/name: ${it.name}}`;
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
