import { join } from 'node:path';
import { ensureImages } from '../images/ensure.ts';
import { withLock } from '../process/lock.ts';
import { type LiveCluster, rememberCluster } from '../cluster.ts';
import { Kubernetes } from '../kubernetes/client.ts';
import { ensurePrograms } from '../programs/build.ts';
import type { Progress } from '../progress.ts';
import { foldersOf } from '../state.ts';
import { addOnsReady, applyAddOns } from './add-ons.ts';
import { createGroup, endGroup, processesIn } from './control-groups.ts';
import { startContainerd } from './containerd.ts';
import { apiServerReady, startApiServer, startControllers } from './control-plane.ts';
import { ensureCredentials } from './credentials.ts';
import { logFile } from '../process/daemon.ts';
import { type Instance, instanceOf } from './instance.ts';
import { kubectlFor, type Parts } from './parts.ts';
import { areOpen, openNamespaces } from './namespaces.ts';
import { connectNode } from './network.ts';
import { startNode } from './node.ts';
import { ensurePackages, type Packages } from './packages.ts';
import { assertBarePossible } from './prerequisites.ts';
import { registryOf, startBareRegistry } from './registry.ts';

interface BareRequest {
  /** The instance (`--name`). */
  readonly name: string;
  readonly progress: Progress;
}

/**
 * Brings up a one-node cluster on this machine, or repairs it. It leaves running parts alone.
 *
 * Kubernetes and etcd are processes in a network namespace without a route to the outside; Cilium enforces
 * NetworkPolicy; a registry stands in for the public registries.
 * @throws Failure naming what this machine lacks, or the step that failed with its log and fix
 */
export function bringUpBare({ name, progress }: BareRequest): Promise<LiveCluster> {
  assertBarePossible();
  const { cache } = foldersOf(name);
  return withLock(lockOf(name), async () => {
    const parts = await partsOf(name, cache, progress);
    await start(parts, progress);
    const cluster = clusterOf(parts);
    rememberCluster(parts.instance.folders, cluster);
    return cluster;
  });
}

/**
 * Brings up the API server of an instance with its database and controllers, and no node: objects are judged and
 * stored, and nothing runs.
 * @throws Failure as for a whole cluster
 */
export function bringUpApiServer({ name, progress }: BareRequest): Promise<LiveCluster> {
  assertBarePossible();
  const { cache } = foldersOf(name);
  return withLock(lockOf(name), async () => {
    const parts = await partsOf(name, cache, progress);
    await startApiServer(parts);
    await apiServerReady(parts);
    await startControllers(parts);
    return clusterOf(parts);
  });
}

async function partsOf(name: string, cache: string, progress: Progress): Promise<Parts> {
  const packages = await ensurePackages(cache, progress);
  const programs = await ensurePrograms(['etcd-and-sealed-secrets', 'kubernetes', 'cilium'], cache, progress);
  const instance = instanceOf(name);
  await progress.step(`node ${instance.addresses.node} without a route to the outside`, () =>
    openNode(instance, packages),
  );
  return progress.step('certificates', () => {
    const credentials = ensureCredentials(instance);
    const kubectl = kubectlFor(programs.kubernetes.program('kubectl'), credentials.kubeconfig.admin, instance.folders);
    const kubernetes = Kubernetes.of({ kubeconfig: credentials.kubeconfig.admin });
    return { instance, packages, programs, credentials, kubectl, kubernetes };
  });
}

/**
 * The lock file of an instance, held while the instance is brought up or taken down. It lies in the cache: a file that
 * is removed with the instance cannot be its lock.
 */
export function lockOf(name: string): string {
  return join(foldersOf(name).cache, 'locks', name);
}

async function openNode(instance: Instance, packages: Packages): Promise<void> {
  // A process that runs without its namespaces has lost its network for good.
  if (!areOpen(instance.folders.run) && !(await endGroup(instance.group, '', 'SIGKILL', 20)))
    throw new Error(`processes ${processesIn(instance.group).join(', ')} cannot be killed`);
  createGroup(instance.group);
  await openNamespaces(instance);
  await connectNode(instance, packages);
}

async function start(parts: Parts, progress: Progress): Promise<void> {
  const { instance, packages } = parts;
  const log = (name: string) => ({ log: logFile(instance.folders, name) });
  await progress.step(
    'etcd, API server and containerd started',
    async () => {
      await startApiServer(parts);
      await startContainerd(parts);
    },
    log('containerd'),
  );
  await progress.step('registry', () => startBareRegistry(instance, packages), log('registry'));
  await ensureImages(['pause', 'coredns'], {
    registry: registryOf(instance),
    own: '',
    cache: instance.folders.cache,
    progress,
  });
  await progress.step('API server ready', () => apiServerReady(parts), log('kube-apiserver'));
  await progress.step('controllers and scheduler', () => startControllers(parts), log('kube-controller-manager'));
  // Once the node is ready, DNS has everything it needs.
  await progress.step(
    'node Ready, Cilium healthy',
    () => Promise.all([startNode(parts), applyAddOns(parts)]),
    log('kubelet'),
  );
  await progress.step('DNS answers', () => addOnsReady(parts), log('kubelet'));
}

function clusterOf({ instance, programs, credentials }: Parts): LiveCluster {
  return {
    kind: 'bare',
    name: instance.name,
    kubeconfig: credentials.kubeconfig.admin,
    kubectl: programs.kubernetes.program('kubectl'),
    nodeAddress: instance.addresses.node,
    hostAddress: instance.addresses.host,
    registry: registryOf(instance),
  };
}
