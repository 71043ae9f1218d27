import { connection, labelsOfNamespace, mayConnect, podsOf } from '@tinjis/delivery/answer/connect';
import type { PodPeer } from '@tinjis/rules/network/peer';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import type { Caller } from '@tinjis/delivery/model/connect-question';
import { developerTeam } from '@tinjis/delivery/model/teams';
import type { Arrow, Picture, Shape } from './picture.ts';

/** Pods of one kind, started by one workload. */
interface Pods {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** The database of a service, not a service itself. */
  readonly beside: boolean;
  readonly ports: readonly number[];
  readonly peer: PodPeer;
}

interface Stranger {
  readonly title: string;
  readonly note: string;
  readonly caller: Caller;
}

const outside: Stranger = { title: 'outside', note: 'any address', caller: { kind: 'outside' } };
/** One undeclared namespace stands for all of them. */
const anyPod: Stranger = {
  title: 'any other pod',
  note: 'with any labels',
  caller: { kind: 'pod', namespace: 'any-other-namespace', name: 'any' },
};
const strangers = [outside, anyPod] as const;

/**
 * The connections inside a cluster. It asks about every pair of pods on every port. It draws the open connections, and
 * names those that strangers try in vain.
 */
export function isolationPicture(model: Model, cluster: ClusterModel): Picture {
  const pods = podsIn(model, cluster);
  const arrows = pods.flatMap((to) => [
    ...open(outside.title, to, openPorts(model, cluster, outside, to)),
    ...tried(anyPod.title, to, openPorts(model, cluster, anyPod, to)),
    ...pods
      .filter((from) => from !== to)
      .flatMap((from) =>
        open(
          from.id,
          to,
          to.ports.filter((port) => connection(cluster, from.peer, to.peer, port).verdict !== 'deny'),
        ),
      ),
  ]);
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  const shape = (each: Pods): Shape => ({
    id: each.id,
    title: each.name,
    kind: 'thing',
    note: `listens on ${each.ports.join(', ')}`,
    refused: strangers
      .filter((stranger) => openPorts(model, cluster, stranger, each).length === 0)
      .map(({ title }) => title),
  });
  return {
    title: 'Who reaches whom',
    description:
      `Connections between pods on ${cluster.name}, asked of its network policies pod by pod and port by port. ` +
      'Green arrows are open, with their ports; red ones are refused. What is not drawn is refused as well.',
    columns: [
      { shapes: strangers.map(({ title, note }) => ({ id: title, title, note, kind: 'stranger' })) },
      ...namespaces.map((namespace) => ({
        title: `namespace ${namespace}`,
        note: 'closed both ways by default',
        shapes: pods.filter((each) => each.namespace === namespace).map(shape),
      })),
    ],
    arrows,
  };
}

function podsIn(model: Model, cluster: ClusterModel): readonly Pods[] {
  return [...cluster.workloads.values()].flatMap((workload) => {
    const namespace = String(developerTeam(model.teams, workload.service.team)?.namespace);
    const labels = labelsOfNamespace(cluster, namespace);
    const { service } = workload.service;
    return podsOf(workload).map(({ name, ports, peer }): Pods => ({
      id: `${namespace}/${name}`,
      name,
      namespace,
      ports,
      beside: name !== service,
      peer: peer(namespace, labels),
    }));
  });
}

function openPorts(model: Model, cluster: ClusterModel, { caller }: Stranger, to: Pods): readonly number[] {
  return to.ports.filter((port) => mayConnect(model, cluster, caller, to.peer, port).verdict !== 'deny');
}

function open(from: string, to: Pods, ports: readonly number[]): readonly Arrow[] {
  return ports.length === 0
    ? []
    : [{ from, to: to.id, label: ports.map((port) => `:${port}`).join(' '), verdict: 'allow' }];
}

/** A database stands behind its service; its own shape says that it refuses. */
function tried(from: string, to: Pods, ports: readonly number[]): readonly Arrow[] {
  return ports.length === 0 && !to.beside ? [{ from, to: to.id, verdict: 'deny' }] : open(from, to, ports);
}
