// Run with kind 0.33 and two engines, on a node image and a network engine that stood in for kind's own:
// docs/decisions/kind-cluster.md.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LiveCluster, rememberCluster } from '../cluster.ts';
import { waitFor } from '../wait.ts';
import { runOrFail } from '../process/run.ts';
import type { Progress } from '../progress.ts';
import { foldersOf } from '../state.ts';
import { kindConfig, assertAlone, connectRegistry, kindRegistry, startKindRegistry } from './registry.ts';
import { assertKindPossible } from './prerequisites.ts';
import { networkInterfaces } from 'node:os';

interface KindRequest {
  /** The instance (`--name`). */
  readonly name: string;
  readonly progress: Progress;
}

/**
 * Uses kind to bring up or repair a cluster in Docker with a registry beside it. It leaves existing parts alone.
 * @throws Failure naming what this machine lacks, or the step that failed
 */
export async function bringUpKind({ name, progress }: KindRequest): Promise<LiveCluster> {
  await assertKindPossible();
  await assertAlone(name);
  const { state } = foldersOf(name);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const kubeconfig = join(state, 'kubeconfig');
  const kind = kindName(name);
  const log = {
    fix: `\`kind export logs --name ${kind}\` tells more where its node is there; after \`npm run down -- --name ${name}\`, try again`,
  };
  // The node starts before the registry each time: Docker gives out addresses in that order, and the node must keep its
  // own.
  await progress.step(
    'kind cluster',
    async () => {
      if (!(await exists(name))) {
        await runOrFail(
          'kind',
          ['create', 'cluster', '--name', kind, '--kubeconfig', kubeconfig, '--config', '-', '--wait', '5m'],
          { input: kindConfig() },
        );
      }
      await runOrFail('docker', ['start', ...(await nodesOf(name))]); // stopped by `down --keep`, or with the machine
      await runOrFail('kind', ['export', 'kubeconfig', '--name', kind, '--kubeconfig', kubeconfig]);
    },
    log,
  );
  await progress.step('registry', () => startKindRegistry(name));
  await progress.step(
    'registry known to the nodes',
    async () => {
      await connectRegistry(name, await nodesOf(name));
    },
    log,
  );
  await progress.step('node Ready', () => nodeReady(kubeconfig), log);
  const addresses = await addressesOf((await nodesOf(name))[0] ?? '');
  const cluster: LiveCluster = {
    kind: 'kind',
    name,
    kubeconfig,
    kubectl: 'kubectl',
    ...addresses,
    registry: kindRegistry,
  };
  rememberCluster({ state }, cluster);
  return cluster;
}

/** Asks again whatever the answer: an API server knows nobody's rights yet just after a restart. */
function nodeReady(kubeconfig: string): Promise<string> {
  const wait = ['--kubeconfig', kubeconfig, 'wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=60s'];
  return waitFor({ what: 'Ready node', timeout: 300_000 }, async () => ({ found: await runOrFail('kubectl', wait) }));
}

/** The name by which kind knows an instance's cluster. */
export function kindName(name: string): string {
  return `tinjis-${name}`;
}

/** Whether kind has made the instance's cluster. */
async function exists(name: string): Promise<boolean> {
  return (await runOrFail('kind', ['get', 'clusters'])).split('\n').includes(kindName(name));
}

async function nodesOf(name: string): Promise<readonly string[]> {
  return (await runOrFail('kind', ['get', 'nodes', '--name', kindName(name)]))
    .split('\n')
    .filter((node) => node !== '');
}

/**
 * How this machine and the cluster's pods reach each other: through Docker's network, whose gateway is an address of
 * this machine.
 * @param node a container of the cluster
 * @throws Error if Docker runs in a virtual machine
 */
async function addressesOf(node: string): Promise<Pick<LiveCluster, 'hostAddress' | 'nodeAddress'>> {
  const hostAddress = ipv4In(
    await runOrFail('docker', ['network', 'inspect', 'kind', '--format', '{{range .IPAM.Config}}{{.Gateway}} {{end}}']),
  );
  const nodeAddress = ipv4In(
    await runOrFail('docker', ['inspect', '--format', '{{.NetworkSettings.Networks.kind.IPAddress}}', node]),
  );
  const own = Object.values(networkInterfaces())
    .flat()
    .map((each) => each?.address);
  if (hostAddress === undefined || nodeAddress === undefined || !own.includes(hostAddress)) {
    throw new Error(
      'kind’s network is not one of this machine: Docker runs in a machine of its own (Docker Desktop); use Docker Engine on Linux',
    );
  }
  return { hostAddress, nodeAddress };
}

/** The first IPv4 address in a text. */
export function ipv4In(text: string): string | undefined {
  return /\b\d{1,3}(?:\.\d{1,3}){3}\b/.exec(text)?.[0];
}
