import { type ClusterModel, type Model, type Workload, serviceOn } from '../model/model.ts';
import { nameLabel, workloadKey } from '../model/layout.ts';
import { type Caller, type Connect, leadsOut, type Send } from '../model/connect-question.ts';
import type { DeclaredWorkload } from '../model/teams.ts';
import { externalClasses, peerClassesIn, podAddresses } from '@tinjis/rules/network/classes';
import { connects } from '@tinjis/rules/network/connect';
import { type ContainerPort, type Peer, peerText, type PodPeer } from '@tinjis/rules/network/peer';
import type { Protocol } from '@tinjis/rules/network/policy';
import type { Labels } from '@tinjis/rules/label-selector';
import { fieldAt, isMapping, itemsAt } from '@tinjis/rules/objects/fields';
import { rulesOf } from './rules.ts';
import { podPortOf } from './service-port.ts';
import { explainedLater, reason, type Reason, type Ruling, unknown } from '@tinjis/rules/ruling';
import { answer, type Answer, route, type Route } from './route.ts';
import type { At, FieldPath, Resource } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/kinds';

/** The pods of a declared workload, as network policies see them; undefined where the cluster gets none. */
export function declaredPodOf(
  cluster: ClusterModel,
  workload: Workload,
  declared: DeclaredWorkload,
): PodPeer | undefined {
  return podsOf(workload)
    .find(({ name }) => name === declared.name)
    ?.peer(declared.namespace, labelsOfNamespace(cluster, declared.namespace));
}

/** The labels of a declared namespace; none for any other namespace. */
export function labelsOfNamespace(cluster: ClusterModel, namespace: string): Readonly<Record<string, string>> {
  return cluster.governance.get('/Namespace', namespace)?.object.metadata.labels ?? {};
}

/** May the caller of a question open a connection to what it names? */
export function connectTo(model: Model, cluster: ClusterModel, question: Connect | Send): Answer {
  return leadsOut(question) ? sendOutside(model, cluster, question) : callWorkload(model, cluster, question);
}

/** May the pods of a workload send to a place outside the cluster? */
function sendOutside(model: Model, cluster: ClusterModel, { from, to, port }: Send): Answer {
  const [first] = ownPodsOf(model, cluster, from.workload).map((pod) => connection(cluster, pod, to, port));
  return answer([first ?? route('network', { from: '', labels: '' }, { network: nobody(cluster) })]);
}

/**
 * May the caller open a connection to a workload in the team file? If the workload's own Service has the
 * port, the question is about the port of the pods behind it.
 */
function callWorkload(model: Model, cluster: ClusterModel, { from, to: declared, port }: Connect): Answer {
  const { workload } = serviceOn(model, cluster, declared.service);
  const to = declaredPodOf(cluster, workload, declared);
  if (!to) {
    const args = { service: workloadKey(declared), cluster: cluster.name };
    const network = unknown(reason('network/no-pod', 'input-missing', args, { searched: [] }));
    return answer([route('network', { from: '', labels: '' }, { network })]);
  }
  const { port: reached, because } = podPortOf(workload, declared.name, to, port);
  if (reached !== undefined) return mayConnect(model, cluster, from, to, reached, because);
  return answer([route('network', { from: '', labels: '' }, { network: unknown(because as Reason) })]);
}

/**
 * May a caller open a connection to a port of a service? If the caller is a workload, its own pods call. If anybody may
 * start the calling pod, every set of labels that policies could tell apart is tried, and a single set that gets
 * through is enough.
 * @param port of the pod
 * @param because why the question is about this port
 */
export function mayConnect(
  model: Model,
  cluster: ClusterModel,
  from: Caller,
  to: PodPeer,
  port: number,
  because?: Reason,
): Answer {
  const peers = peersOf(model, cluster, from, to);
  const routes = peers.map((peer) => connection(cluster, peer, to, port, because));
  if (routes.length === 0) return answer([route('network', { from: '', labels: '' }, { network: nobody(cluster) })]);
  const open = routes.filter(({ verdict }) => verdict !== 'deny');
  return answer((open.length > 0 ? open : routes.slice(0, 1)) as [Route, ...Route[]]);
}

/** The network layer's answer about one connection. */
export function connection(cluster: ClusterModel, from: Peer, to: Peer, port: number, because?: Reason): Route {
  const ruling = connects(rulesOf(cluster).network, from, to, { port, protocol: 'TCP' });
  const labels =
    from.kind === 'pod'
      ? Object.entries(from.labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(', ')
      : '';
  const args = { from: from.kind === 'pod' ? from.namespace : peerText(from), labels };
  const network = because ? explainedLater(ruling.verdict, () => [...ruling.reasons, because]) : ruling;
  return route('network', args, { network });
}

function peersOf(model: Model, cluster: ClusterModel, from: Caller, to: PodPeer): readonly Peer[] {
  const { network } = rulesOf(cluster);
  if (from.kind === 'outside')
    return from.ip === undefined ? externalClasses(network, to) : [{ kind: 'external', ip: from.ip }];
  const addresses = podAddresses(network, to, cluster.declared.pods);
  return podPeersOf(model, cluster, from, to).flatMap((peer) =>
    // A pod on the network of its node gets the node's address, which is not known.
    peer.hostNetwork ? [peer] : addresses.map((ip) => ({ ...peer, ip })),
  );
}

function podPeersOf(
  model: Model,
  cluster: ClusterModel,
  from: Exclude<Caller, { kind: 'outside' }>,
  to: PodPeer,
): readonly PodPeer[] {
  const rules = rulesOf(cluster);
  if (from.kind === 'workload') return ownPodsOf(model, cluster, from.workload);
  const labels = labelsOfNamespace(cluster, from.namespace);
  return peerClassesIn(rules.network, to, { name: from.namespace, labels });
}

/** The pods of a workload on a cluster; none where the cluster gets none. */
function ownPodsOf(model: Model, cluster: ClusterModel, declared: DeclaredWorkload): readonly PodPeer[] {
  const pod = declaredPodOf(cluster, serviceOn(model, cluster, declared.service).workload, declared);
  return pod ? [pod] : [];
}

/** A caller that starts no pods: there is nothing to evaluate. */
function nobody({ name }: ClusterModel): Ruling {
  return unknown(reason('network/no-pod', 'input-missing', { service: 'the caller', cluster: name }, { searched: [] }));
}

/** An object that starts pods in a workload, and those pods. */
export interface PodSource {
  readonly kind: string;
  readonly name: string;
  readonly resource: Resource;
  readonly labels: Readonly<Record<string, string>>;
  /** Port numbers that the containers name. */
  readonly ports: readonly number[];
  /** The place of the labels in the object. */
  readonly labelsPath: FieldPath;
  /** The pods as network policies see them. */
  peer(namespace: string, namespaceLabels: Readonly<Record<string, string>>): PodPeer;
}

/** Everything in a workload that starts pods. */
export function podsOf({ objects }: Pick<Workload, 'objects'>): readonly PodSource[] {
  return objects.all.flatMap((resource) => {
    const path = podSpecPath(resource.object.kind);
    return path ? [toSource(resource, path.slice(0, -1))] : [];
  });
}

/**
 * The place where pods take the name of another workload, and so its rights in network policies. Undefined if the pods
 * bear their own name or none.
 */
export function borrowedLabel({ name, labels, labelsPath, resource }: PodSource): At | undefined {
  return [name, undefined].includes(labels[nameLabel]) ? undefined : resource.at([...labelsPath, nameLabel]);
}

function toSource(resource: Resource, path: FieldPath): PodSource {
  const { kind, metadata } = resource.object;
  const template = fieldAt(resource.object, path);
  const written = fieldAt(template, ['metadata', 'labels']);
  const labels = (isMapping(written) ? written : {}) as Labels;
  // An init container that restarts runs beside the others, and serves as they do.
  const serving = [
    ...itemsAt(template, ['spec', 'containers']),
    ...itemsAt(template, ['spec', 'initContainers']).filter((each) => fieldAt(each, ['restartPolicy']) === 'Always'),
  ];
  const ports = serving.flatMap((each) => itemsAt(each, ['ports'])).filter(isContainerPort);
  const named = ports.flatMap(({ name, containerPort, protocol }): ContainerPort[] =>
    name ? [{ name, port: containerPort, ...(protocol && { protocol }) }] : [],
  );
  return {
    kind,
    name: metadata.name,
    resource,
    labels,
    ports: ports.map(({ containerPort }) => containerPort),
    labelsPath: [...path, 'metadata', 'labels'],
    peer: (namespace, namespaceLabels) => ({
      kind: 'pod',
      namespace,
      namespaceLabels,
      labels,
      ports: named,
      ...(fieldAt(template, ['spec', 'hostNetwork']) === true && { hostNetwork: true }),
    }),
  };
}

interface DeclaredPort {
  readonly name?: string | null;
  readonly containerPort: number;
  readonly protocol?: Protocol | null;
}

function isContainerPort(port: unknown): port is DeclaredPort {
  return typeof fieldAt(port, ['containerPort']) === 'number';
}
