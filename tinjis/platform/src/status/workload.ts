import { imageOf } from '@tinjis/delivery/model/image-entry';
import { loadTeams } from '@tinjis/delivery/load/teams';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { overlayFile } from '@tinjis/delivery/model/layout';
import type { Service } from '@tinjis/delivery/model/teams';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { isReady, livePods, type NamedWorkload } from '@tinjis/cluster/kubernetes/pods';
import { localCluster } from '../installation.ts';

/** A workload's state on the cluster, beside its state in Git. */
export interface WorkloadStatus {
  readonly name: string;
  readonly namespace: string;
  readonly ready: number;
  readonly pods: number;
  readonly restarts: number;
  /** The image in Git: path:tag@digest; absent where the overlay names none. */
  readonly wanted?: string;
  /** The images that its pods run, each once. */
  readonly running: readonly string[];
  /** The reasons why pods are not ready, each once. */
  readonly waiting: readonly string[];
}

interface Pod extends LiveObject {
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

/** Every service of the team file and its database. */
export async function workloadStatuses(kubernetes: Kubernetes, tree: Tree): Promise<readonly WorkloadStatus[]> {
  const services = loadTeams(tree).developers.flatMap((team) => team.services);
  return Promise.all(
    services.flatMap((service) => {
      const { namespace, name, database } = service;
      const own = workload(kubernetes, { namespace, name }, wanted(tree, service, name));
      if (!database) return [own];
      const itsDatabase = { namespace, name: `${name}-${database}` };
      return [own, workload(kubernetes, itsDatabase, wanted(tree, service, database))];
    }),
  );
}

async function workload(
  kubernetes: Kubernetes,
  { namespace, name }: NamedWorkload,
  image: string | undefined,
): Promise<WorkloadStatus> {
  const pods = (await livePods(kubernetes, { namespace, name })) as readonly Pod[];
  const containers = pods.flatMap(({ status }) => status.containerStatuses ?? []);
  return {
    name,
    namespace,
    pods: pods.length,
    ready: pods.filter(isReady).length,
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    ...(image === undefined ? {} : { wanted: image }),
    running: unique(pods.flatMap(({ spec }) => spec.containers.map((container) => container.image))),
    waiting: unique(pods.flatMap(waitingOf)),
  };
}

function wanted(tree: Tree, { team, name: service }: Service, entry: string): string | undefined {
  const file = overlayFile({ team, service }, localCluster);
  const found = imageOf(tree.text(file), file, entry);
  if ('refusal' in found || !found.image) return undefined;
  const { newName, newTag, digest } = found.image;
  return `${newName}:${newTag}@${digest}`;
}

function waitingOf(pod: Pod): readonly string[] {
  const reasons = (pod.status.containerStatuses ?? []).flatMap(({ state }) => {
    const { reason, message } = state?.waiting ?? {};
    return reason ? [`${reason}${message ? `: ${cause(message)}` : ''}`] : [];
  });
  const scheduled = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
  return scheduled?.status === 'False' ? [scheduled.message ?? 'not scheduled', ...reasons] : reasons;
}

/** Messages repeat the image at every level; the cause comes at the end. */
function cause(message: string): string {
  return message.length > 200 ? `… ${message.slice(-160)}` : message;
}

function unique(all: readonly string[]): readonly string[] {
  return [...new Set(all)];
}
