import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { errorText, Failure } from '@tinjis/manifests/failure';
import { type LiveCluster, knownCluster, rememberCluster } from '@tinjis/cluster/cluster';
import { actingAdministrator } from '@tinjis/cluster/kubernetes/administrator';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { runOrFail, succeeds } from '@tinjis/cluster/process/run';
import type { Progress } from '@tinjis/cluster/progress';
import { foldersOf } from '@tinjis/cluster/state';
import { kubeconfigOf } from './kubeconfig.ts';

interface ContextRequest {
  readonly name: string;
  /** Name of a context in the kubeconfig; empty on a later call, which continues with the earlier context. */
  readonly context: string;
  /** The host and path under which images are pushed and pulled. */
  readonly registry: string;
  readonly progress: Progress;
}

interface Node extends LiveObject {
  readonly status: { readonly addresses: readonly { readonly type: string; readonly address: string }[] };
}

/**
 * Uses a cluster that somebody already has: creates and changes nothing in it.
 * @throws Failure when it cannot be reached
 */
export async function useContext({ name, context, registry, progress }: ContextRequest): Promise<LiveCluster> {
  const folders = foldersOf(name);
  const before = knownCluster(folders);
  if (context === '' && before) return before;
  return progress.step(`cluster of the context ${context}`, async () => {
    const kubeconfig = kubeconfigOf(context);
    const nodeAddress = await addressOfANode(kubeconfig, context);
    if (!(await succeeds(runOrFail('kubectl', ['version', '--client']))))
      throw new Failure('found', {
        what: 'kubectl is not on this machine',
        fix: 'install it: https://kubernetes.io/docs/tasks/tools/',
      });
    const acting = await actingAdministrator(Kubernetes.of({ kubeconfig, context }));
    if (acting)
      progress.note(
        `${acting.user} acts as a member of ${acting.groups.join()} from here on: the platform's admission rules know administrators by it`,
      );
    const cluster: LiveCluster = {
      kind: 'context',
      name,
      kubeconfig,
      context,
      ...(acting ? { acting } : {}),
      kubectl: 'kubectl',
      nodeAddress,
      hostAddress: await addressTowards(nodeAddress),
      registry: { push: registry.replace(/\/+$/, ''), insecure: isPlain(registry), naming: 'own' },
    };
    rememberCluster(folders, cluster);
    return cluster;
  });
}

async function addressOfANode(kubeconfig: string, context: string): Promise<string> {
  try {
    const nodes = await Kubernetes.of({ kubeconfig, context }).list<Node>({ apiVersion: 'v1', kind: 'Node' });
    const address = (type: string) =>
      nodes.flatMap(({ status }) => status.addresses).find((each) => each.type === type)?.address;
    const found = address('ExternalIP') ?? address('InternalIP');
    if (found === undefined) throw new Error('none of its nodes has an address');
    return found;
  } catch (error) {
    throw new Failure('found', {
      what: `the cluster of the context ${context} cannot be used: ${errorText(error)}`,
      why: `it is looked up in ${kubeconfig}`,
      fix: `try \`kubectl --context ${context} get nodes\`; KUBECONFIG names another file`,
    });
  }
}

/** This machine's source address for packets to another machine. Nothing is sent: the kernel looks up the route. */
async function addressTowards(address: string): Promise<string> {
  const socket = createSocket('udp4');
  try {
    socket.connect(9, address);
    await once(socket, 'connect');
    return socket.address().address;
  } finally {
    socket.close();
  }
}

/**
 * Follows the container engines' rule: a registry on this machine or in a private network, with a port, is used without
 * TLS.
 */
function isPlain(registry: string): boolean {
  return /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)[^/]*:\d+/.test(registry);
}
