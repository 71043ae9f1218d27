import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { podRange } from './address-plan.ts';
import { unifiedRoot } from './control-groups.ts';
import { endOf, type Instance, startOnNode } from './instance.ts';
import type { Parts } from './parts.ts';
import { waitFor } from '../wait.ts';

/** Registers Cilium's types, as its operator would do. */
export async function registerCiliumTypes({ programs, kubectl }: Parts): Promise<void> {
  const folders = ['v2', 'v2alpha1'].map((version) =>
    programs.cilium.source(`pkg/k8s/apis/cilium.io/client/crds/${version}`),
  );
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  );
  const sum = files
    .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256'))
    .digest('hex')
    .slice(0, 16);
  const annotation = 'tinjis/types';
  const known = await kubectl([
    'get',
    'crd',
    'ciliumendpoints.cilium.io',
    '-o',
    `jsonpath={.metadata.annotations.${annotation}}`,
  ]).catch(() => '');
  if (known === sum) return;
  await kubectl(['apply', '--server-side', '--force-conflicts', ...folders.flatMap((folder) => ['-f', folder])]);
  await kubectl(['annotate', '--overwrite', 'crd', 'ciliumendpoints.cilium.io', `${annotation}=${sum}`]);
}

/**
 * Starts the Cilium agent on the node. It gives pods their network and enforces NetworkPolicy. kube-proxy still handles
 * services.
 */
export async function startCilium({ instance, packages, programs, credentials }: Parts): Promise<void> {
  const { folders, node, addresses } = instance;
  const library = join(folders.state, 'cilium');
  if (!existsSync(join(library, 'bpf'))) {
    // The agent writes there.
    mkdirSync(library, { recursive: true });
    cpSync(programs.cilium.source('bpf'), join(library, 'bpf.new'), { recursive: true, force: true });
    renameSync(join(library, 'bpf.new'), join(library, 'bpf'));
  }
  await startOnNode(instance, {
    name: 'cilium-agent',
    command: programs.cilium.program('cilium-agent'),
    args: [
      `--k8s-kubeconfig-path=${credentials.kubeconfig.admin}`,
      '--k8s-namespace=kube-system',
      `--lib-dir=${library}`,
      `--cgroup-root=${unifiedRoot()}`,
      `--devices=${addresses.nodeDevice}`,
      `--ipv4-native-routing-cidr=${podRange}`,
      ...settings,
    ],
    env: { K8S_NODE_NAME: node, HOME: library, PATH: `${packages.bin}:${process.env['PATH'] ?? ''}` },
  });
}

/** Waits until the agent reports itself healthy. */
export async function ciliumHealthy(instance: Instance): Promise<void> {
  await waitFor(
    { what: 'healthy Cilium agent', timeout: 90_000, every: 100, unless: endOf(instance, 'cilium-agent') },
    async () => {
      const said = await ciliumState(instance);
      return said === 'Ok' ? { found: true } : { instead: said ?? 'no answer on its socket' };
    },
  );
}

const settings = [
  '--enable-ipv4=true',
  '--enable-ipv6=false',
  '--ipam=kubernetes',
  '--k8s-require-ipv4-pod-cidr=true',
  '--routing-mode=native',
  '--auto-direct-node-routes=false',
  '--enable-ipv4-masquerade=false',
  '--enable-ipv6-masquerade=false',
  '--datapath-mode=veth',
  // Without these two, default-deny also drops the kubelet's probes.
  '--install-iptables-rules=true',
  '--allow-localhost=always',
  // Otherwise a changed label takes over twenty seconds to act.
  '--identity-change-grace-period=0s',
  '--identity-max-jitter=0s',
  // Socket-level balancing would attach to every process of the machine.
  '--identity-allocation-mode=crd',
  '--kube-proxy-replacement=false',
  '--bpf-lb-sock=false',
  // For the agent's DNS proxy, by which it learns the addresses of host names. Nothing needs its other proxy, Envoy.
  '--enable-l7-proxy=true',
  '--external-envoy-proxy=true',
  '--enable-envoy-config=false',
  '--enable-hubble=false',
  '--policy-cidr-match-mode=nodes',
  '--enable-health-checking=false',
  '--enable-endpoint-health-checking=false',
  '--enable-health-check-nodeport=false',
  '--preallocate-bpf-maps=false',
  '--bpf-ct-global-tcp-max=65536',
  '--bpf-ct-global-any-max=32768',
  '--bpf-nat-global-max=65536',
  '--bpf-neigh-global-max=65536',
] as const;

/** The agent's own state, read from its socket; undefined when it does not answer. */
export function ciliumState({ folders }: Instance): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      { socketPath: join(folders.run, 'cilium', 'cilium.sock'), path: '/v1/healthz', timeout: 2000 },
      (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => {
            text += chunk;
          })
          .on('end', () => {
            const state = /"cilium":\{[^}]*"state":"(\w+)"/.exec(text) ?? /"state":"(\w+)"/.exec(text);
            resolve(state?.[1]);
          });
      },
    );
    asked
      .on('error', () => {
        resolve(undefined);
      })
      .on('timeout', () => {
        asked.destroy();
      })
      .end();
  });
}
