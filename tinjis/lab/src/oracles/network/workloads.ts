import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { loadAll } from 'js-yaml';
import { goSchema } from '@tinjis/manifests/yaml/scalars';
import type { ClusterPolicy } from '@tinjis/rules/network/cluster-policy';
import type { NetworkRules } from '@tinjis/rules/network/connect';
import type { ContainerPort, PodPeer } from '@tinjis/rules/network/peer';
import type { NetworkPolicy, Protocol } from '@tinjis/rules/network/policy';
import type { Labels } from '@tinjis/rules/label-selector';
import { asResource } from '../harness/oracle.ts';

/** What decides about connections in a folder of manifests. */
export interface Workloads {
  /** A pod of each workload, by the name that netpol-analyzer gives it: `NAMESPACE/NAME[KIND]`. */
  readonly pods: ReadonlyMap<string, PodPeer>;
  readonly rules: NetworkRules;
  /** The port numbers at which an answer can change, and the first and the last of all. */
  readonly ports: readonly number[];
}

interface Manifest {
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly ownerReferences?: readonly { kind?: string; name: string; controller?: boolean }[];
  };
  readonly spec?: PodSpec & {
    readonly template?: Manifest;
    readonly jobTemplate?: { readonly spec?: { readonly template?: Manifest } };
  };
  readonly status?: { readonly podIP?: string };
  readonly items?: readonly Manifest[];
}
interface PodSpec {
  readonly containers?: readonly {
    readonly ports?: readonly { name?: string; containerPort: number; protocol?: Protocol }[] | null;
  }[];
}

/**
 * Reads a folder as netpol-analyzer does: every manifest in it and below.
 * @throws YAMLException if a file is not YAML
 */
export function readWorkloads(folder: string): Workloads {
  const manifests = filesOf(folder).flatMap((file) =>
    (loadAll(readFileSync(file, 'utf8'), { schema: goSchema }) as (Manifest | null)[]).flatMap(unlisted),
  );
  const namespaces = new Map(
    manifests
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => [metadata?.name ?? '', metadata?.labels ?? {}]),
  );
  const pods = new Map<string, PodPeer>();
  for (const manifest of manifests) {
    const pod = podOf(manifest);
    const name = nameOf(manifest);
    // The analyzer lets one pod speak for all of an owner, and refuses a folder in which that matters.
    if (pod?.spec?.containers && !pods.has(name)) pods.set(name, peerOf(manifest, pod, pod.spec, namespaces));
  }
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy') as NetworkPolicy[];
  const clusterPolicies = manifests.filter(({ kind }) => kind?.endsWith('AdminNetworkPolicy')) as ClusterPolicy[];
  return {
    pods,
    rules: {
      policies: policies.map(asResource),
      clusterPolicies: clusterPolicies.map(asResource),
      clusterPoliciesEnforced: true,
    },
    ports: portsIn(manifests),
  };
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ['.yaml', '.yml', '.json'].includes(extname(name)))
    .sort()
    .map((name) => join(folder, name));
}

/** The items of a list, which may leave out their kind. */
function unlisted(manifest: Manifest | null): readonly Manifest[] {
  if (!manifest?.kind) return [];
  const kind = manifest.kind.replace(/List$/, '');
  return manifest.items?.map((item) => ({ ...item, kind: item.kind ?? kind })) ?? [manifest];
}

function podOf(manifest: Manifest): Manifest | undefined {
  if (manifest.kind === 'Pod') return manifest;
  return manifest.kind === 'CronJob' ? manifest.spec?.jobTemplate?.spec?.template : manifest.spec?.template;
}

function nameOf({ kind, metadata }: Manifest): string {
  const controller = metadata?.ownerReferences?.find((each) => each.controller);
  // A static pod belongs to its node, which is no workload.
  const owner = kind === 'Pod' && controller?.kind !== 'Node' ? controller : undefined;
  return `${metadata?.namespace || 'default'}/${owner?.name ?? metadata?.name}[${owner?.kind ?? kind}]`;
}

/** The pod's peer. The analyzer takes a pod on its node's network for one on the pod network, so this does too. */
function peerOf(
  { metadata, status }: Manifest,
  pod: Manifest,
  { containers }: PodSpec,
  namespaces: ReadonlyMap<string, Labels>,
): PodPeer {
  const namespace = metadata?.namespace || 'default';
  const ports = (containers ?? []).flatMap(({ ports: own }) =>
    (own ?? []).flatMap(({ name, containerPort, protocol = 'TCP' }): ContainerPort[] =>
      name ? [{ name, port: containerPort, protocol }] : [],
    ),
  );
  return {
    kind: 'pod',
    namespace,
    namespaceLabels: namespaces.get(namespace) ?? {},
    labels: pod.metadata?.labels ?? {},
    ports,
    ...(status?.podIP && { ip: status.podIP }),
  };
}

const portFields = ['port', 'endPort', 'start', 'end', 'containerPort'];

function portsIn(manifests: readonly Manifest[]): readonly number[] {
  const ports = new Set([1, 65535]);
  JSON.stringify(manifests, (key, value: unknown) => {
    if (portFields.includes(key) && typeof value === 'number') {
      [value - 1, value, value + 1].filter((port) => port >= 1 && port <= 65535).forEach((port) => ports.add(port));
    }
    return value;
  });
  return [...ports];
}
