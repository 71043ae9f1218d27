import { connection, labelsOfNamespace, mayConnect } from '@tinjis/delivery/answer/connect';
import { podsOf } from '@tinjis/delivery/answer/pods';
import type { PodPeer } from '@tinjis/rules/network/peer';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import type { Caller } from '@tinjis/delivery/model/question';
import { developerTeam } from '@tinjis/delivery/model/teams';
import type { Edge, Node, Picture } from './picture.ts';

/** Pods of one kind: what a workload starts. */
interface Pods {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** Not a service itself: its database. */
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
/** A namespace nobody declares stands for all of them. */
const anyPod: Stranger = {
  title: 'any other pod',
  note: 'with any labels',
  caller: { kind: 'pod', namespace: 'any-other-namespace', name: 'any' },
};

/**
 * Who reaches whom inside a cluster. Every pair of pods is asked about on every port; what is open is drawn, and what
 * strangers try in vain is named.
 */
export function isolationPicture(model: Model, cluster: ClusterModel): Picture {
  const pods = podsIn(model, cluster);
  const edges = pods.flatMap((to) => [
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
  const namespaces = callersFirst([...new Set(pods.map(({ namespace }) => namespace))], edges);
  const of = (namespace: string, beside: boolean): readonly Pods[] =>
    pods.filter((each) => each.namespace === namespace && each.beside === beside);
  const most = (beside: boolean): number => Math.max(...namespaces.map((namespace) => of(namespace, beside).length));
  // Databases above, services in the rows below them, and under all of it whoever comes from anywhere.
  const services = most(true);
  const node = (each: Pods, row: number): Node => ({
    id: each.id,
    row,
    title: each.name,
    kind: 'thing',
    note: `listens on ${each.ports.join(', ')}`,
    refused: [outside, anyPod]
      .filter((stranger) => openPorts(model, cluster, stranger, each).length === 0)
      .map(({ title }) => title),
  });
  const stranger = ({ title, note }: Stranger, row: number): Node => ({
    id: title,
    row,
    title,
    note,
    kind: 'stranger',
  });
  return {
    title: 'Who reaches whom',
    description:
      `Connections between pods on ${cluster.name}, asked of its network policies pod by pod and port by port. ` +
      'Green arrows are open, with their ports; red ones are refused. What is not drawn is refused as well.',
    columns: [
      { nodes: [stranger(outside, services), stranger(anyPod, services + most(false))] },
      ...namespaces.map((namespace) => ({
        title: `namespace ${namespace}`,
        note: 'closed both ways by default',
        nodes: [
          ...of(namespace, true).map(node),
          ...of(namespace, false).map((each, index) => node(each, services + index)),
        ],
      })),
    ],
    edges,
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

function open(from: string, to: Pods, ports: readonly number[]): readonly Edge[] {
  return ports.length === 0
    ? []
    : [{ from, to: to.id, label: ports.map((port) => `:${port}`).join(' '), verdict: 'allow' }];
}

/** A database stands behind its service; that it refuses is said on it. */
function tried(from: string, to: Pods, ports: readonly number[]): readonly Edge[] {
  return ports.length === 0 && !to.beside ? [{ from, to: to.id, verdict: 'deny' }] : open(from, to, ports);
}

/** Namespaces with those that call to the left of those that are called, as far as they do not call in a circle. */
function callersFirst(namespaces: readonly string[], edges: readonly Edge[]): readonly string[] {
  const of = (id: string): string => String(id.split('/')[0]);
  const calls = edges.filter(
    ({ from, to, verdict }) => verdict === 'allow' && namespaces.includes(of(from)) && of(from) !== of(to),
  );
  const called = (left: readonly string[], namespace: string): boolean =>
    calls.some(({ from, to }) => of(to) === namespace && left.includes(of(from)));
  const ordered: string[] = [];
  for (let left = namespaces; left.length > 0; left = left.filter((each) => !ordered.includes(each))) {
    const free = left.filter((each) => !called(left, each));
    ordered.push(...(free.length > 0 ? free : left));
  }
  return ordered;
}
