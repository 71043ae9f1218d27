import { Failure } from '@tinjis/manifests/failure';
import type { ClusterRegistry } from '../cluster.ts';
import { runOrFail } from '../process/run.ts';
import { waitFor } from '../wait.ts';

/**
 * The address at which this machine reaches the registry. It is part of the images' names, so it must stay the same
 * after a restart.
 */
const host = 'localhost:5001';

/** Name of an instance's registry container. */
export function registryContainer(name: string): string {
  return `tinjis-${name}-registry`;
}

/**
 * Images are named after this registry. Official images come from their own registries, which kind's nodes can reach.
 */
export const kindRegistry: ClusterRegistry = {
  push: `${host}/tinjis-delivery`,
  insecure: true,
  naming: 'own',
  inDocker: true,
};

/** Starts a registry in a container beside the nodes, unless it already runs. */
export async function startKindRegistry(name: string): Promise<void> {
  const container = registryContainer(name);
  const state = await runOrFail('docker', ['inspect', '--format', '{{.State.Running}}', container]).catch(
    () => 'absent',
  );
  if (state.trim() === 'false') await runOrFail('docker', ['start', container]);
  if (state === 'absent') {
    const named = ['--publish', `127.0.0.1:${host.split(':')[1]}:5000`, '--name', container];
    const image = 'docker.io/library/registry:2';
    await runOrFail('docker', ['run', '--detach', '--restart=unless-stopped', ...named, image]);
  }
  await waitFor({ what: `registry ${host}`, timeout: 30_000 }, async () => {
    const { ok, status } = await fetch(`http://${host}/v2/`);
    return ok ? { found: true } : { instead: `status ${status}` };
  });
}

/**
 * kind puts all its clusters on one network, so the git server beside them would have one address for all.
 * @throws Failure (misuse) naming another existing instance
 */
export async function assertAlone(name: string): Promise<void> {
  const [other] = (await containerNames())
    .filter((each) => each !== registryContainer(name))
    .flatMap((name) => /^tinjis-(.+)-registry$/.exec(name)?.[1] ?? []);
  if (other === undefined) return;
  throw new Failure('misuse', {
    what: `there is a kind cluster on this machine already: ${other}`,
    why: 'all of them are in one network of Docker, where one address is the git server’s',
    fix: `go on with it (--name ${other}), or take it down first: npm run down -- --name ${other}`,
  });
}

/** Names of all Docker containers, running or not. */
export async function containerNames(): Promise<readonly string[]> {
  return (await runOrFail('docker', ['ps', '--all', '--format', '{{.Names}}'])).split('\n');
}

/** Tells the nodes where the registry is: for a node, localhost is the node itself. */
export async function connectRegistry(name: string, nodes: readonly string[]): Promise<void> {
  const container = registryContainer(name);
  const networks = await runOrFail('docker', ['inspect', '--format', '{{json .NetworkSettings.Networks}}', container]);
  if (!('kind' in (JSON.parse(networks) as object)))
    await runOrFail('docker', ['network', 'connect', 'kind', container]);
  for (const node of nodes) {
    const write = ['sh', '-c', 'mkdir -p "$0" && cat >"$0/hosts.toml"', `/etc/containerd/certs.d/${host}`];
    await runOrFail('docker', ['exec', '--interactive', node, ...write], { input: registryHosts(container) });
  }
}

/**
 * The configuration for `kind create cluster`, as JSON, which is also YAML. Its address ranges are those of
 * policies/teams.yaml; its network engine enforces NetworkPolicy by itself.
 */
export function kindConfig(): string {
  return JSON.stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' },
    nodes: [{ role: 'control-plane' }],
  });
}

/** Tells containerd in a node where to find a registry that speaks HTTP. */
export function registryHosts(container: string): string {
  return `[host."http://${container}:5000"]\n  capabilities = ["pull", "resolve"]\n`;
}
