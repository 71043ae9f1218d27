import type { LiveObject } from '../kubernetes/objects.ts';
import { type Look, waitFor } from '../wait.ts';
import { ciliumHealthy, registerCiliumTypes, startCilium } from './cilium.ts';
import { endOf, settingsFile, startOnNode } from './instance.ts';
import type { Parts } from './parts.ts';
import { join } from 'node:path';
import { dnsAddress, podRange } from './address-plan.ts';
import { containerdSocket } from './containerd.ts';
import { put, putJson } from '../files.ts';

interface Node extends LiveObject {
  readonly spec: { readonly podCIDR?: string };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

interface Lease extends LiveObject {
  readonly spec: { readonly renewTime?: string };
}

/** Starts all daemons of the node except containerd, and waits until the node is Ready. */
export async function startNode(parts: Parts): Promise<void> {
  const asked = new Date();
  const [fresh] = await Promise.all([startKubelet(parts), startKubeProxy(parts), registerCiliumTypes(parts)]);
  await nodeHas(parts, 'pod range', ({ spec }) =>
    spec.podCIDR === undefined ? { instead: 'a node without one' } : { found: true },
  );
  await startCilium(parts);
  await ciliumHealthy(parts.instance);
  // After an unclean end, the API still shows the old Ready. It counts only once a new kubelet has renewed its lease.
  if (fresh) await signOfLife(parts, asked);
  await nodeHas(parts, 'Ready', ({ status }) => {
    const ready = status.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === 'True' ? { found: true } : { instead: ready?.message ?? 'no word of it' };
  });
}

async function nodeHas({ instance, kubernetes }: Parts, what: string, look: (node: Node) => Look<true>): Promise<void> {
  await waitFor(
    { what: `${what} of the node`, timeout: 60_000, every: 100, unless: endOf(instance, 'kubelet') },
    async () => look(await kubernetes.get<Node>({ apiVersion: 'v1', kind: 'Node', name: instance.node })),
  );
}

async function signOfLife({ instance, kubernetes }: Parts, since: Date): Promise<void> {
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    namespace: 'kube-node-lease',
    name: instance.node,
  };
  await waitFor(
    { what: 'sign of life of the kubelet', timeout: 60_000, every: 100, unless: endOf(instance, 'kubelet') },
    async () => {
      const { spec } = await kubernetes.get<Lease>(lease);
      return new Date(spec.renewTime ?? 0) > since
        ? { found: true }
        : { instead: `its last one at ${spec.renewTime ?? 'no time'}` };
    },
  );
}

/**
 * Starts the kubelet, which registers the node and starts pods as the API server tells it to.
 * @returns whether this call started it
 */
async function startKubelet({ instance, programs, credentials }: Parts): Promise<boolean> {
  const { state } = instance.folders;
  const never = '0%';
  const configuration = putJson(settingsFile(instance, 'kubelet.json'), {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${instance.group}`,
    failSwapOn: false,
    containerRuntimeEndpoint: `unix://${containerdSocket(instance)}`,
    enforceNodeAllocatable: [],
    // The machine serves more than the cluster, so a full disk is no reason to end pods.
    evictionHard: {
      'memory.available': never,
      'nodefs.available': never,
      'nodefs.inodesFree': never,
      'imagefs.available': never,
    },
    imageGCHighThresholdPercent: 100,
    localStorageCapacityIsolation: false,
    makeIPTablesUtilChains: false,
    readOnlyPort: 0,
    serializeImagePulls: false,
    clusterDNS: [dnsAddress],
    clusterDomain: 'cluster.local',
    resolvConf: put(
      settingsFile(instance, 'resolv.conf'),
      '# Pods with dnsPolicy Default get no name server: nothing here forwards.\n',
    ),
    tlsCertFile: credentials.kubelet.certificate,
    tlsPrivateKeyFile: credentials.kubelet.key,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: credentials.authority.certificate },
    },
    authorization: { mode: 'Webhook' },
    podLogsDir: join(state, 'pod-logs'),
    volumePluginDir: join(state, 'volume-plugins'),
  });
  return startOnNode(instance, {
    name: 'kubelet',
    command: programs.kubernetes.program('kubelet'),
    args: [
      `--config=${configuration}`,
      `--kubeconfig=${credentials.kubeconfig.kubelet}`,
      `--hostname-override=${instance.node}`,
      `--node-ip=${instance.addresses.node}`,
      `--root-dir=${join(state, 'kubelet')}`,
      `--cert-dir=${join(state, 'kubelet', 'pki')}`,
    ],
  });
}

/** Starts kube-proxy, which routes services' addresses to pods. */
async function startKubeProxy({ instance, packages, programs, credentials }: Parts): Promise<void> {
  const configuration = putJson(settingsFile(instance, 'kube-proxy.json'), {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: credentials.kubeconfig['kube-proxy'] },
    clusterCIDR: podRange,
    conntrack: { maxPerCore: 0, min: 0 }, // both would change settings of the whole machine
    hostnameOverride: instance.node,
  });
  await startOnNode(instance, {
    name: 'kube-proxy',
    command: programs.kubernetes.program('kube-proxy'),
    args: [`--config=${configuration}`],
    env: { PATH: `${packages.bin}:${process.env['PATH'] ?? ''}` },
  });
}
