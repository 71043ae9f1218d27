import { memoized } from '@tinjis/rules/memo';
import { meantBy, podAddresses } from '@tinjis/rules/network/classes';
import { connects } from '@tinjis/rules/network/connect';
import type { PodPeer } from '@tinjis/rules/network/peer';
import type { Ruling } from '@tinjis/rules/ruling';
import { type ClusterModel, type Model, serviceOn } from '../model/model.ts';
import type { DeclaredWorkload } from '../model/teams.ts';
import { answerAsKnown } from './can.ts';
import { declaredPodOf } from './connect.ts';
import { type Answer, answer, route } from './route.ts';
import { rulesOf } from './rules.ts';
import { podPortOf } from './service-port.ts';

/** Callers whom the called side refuses, whatever their own side says. */
export interface RefusedCallers {
  readonly first: DeclaredWorkload;
  readonly size: number;
  /** The answer to each of them, as far as the called side gives it. */
  readonly answer: Answer;
  all(): readonly DeclaredWorkload[];
}

/** The callers of a port: those who need a question each, and all others, if they get the same answer. */
export interface Callers {
  readonly apart: readonly DeclaredWorkload[];
  readonly refused?: RefusedCallers;
}

/**
 * Splits the callers of a port. The effort grows with those who are let in, and not with the organisation: a caller
 * stands apart only if a rule about the called pods means it, or if no policy governs its own pods. One of the others
 * is asked for all of them. If the called side alone does not refuse it, everybody needs a question.
 * @param callers keep the array: it is indexed once for each cluster
 * @param called one of the callers
 * @param port as a caller names it
 */
export function callersOf(
  model: Model,
  cluster: ClusterModel,
  callers: readonly DeclaredWorkload[],
  called: DeclaredWorkload,
  port: number,
): Callers {
  const everybody = (): Callers => ({ apart: callers.filter((each) => each !== called) });
  const { workload } = serviceOn(model, cluster, called.service);
  const to = declaredPodOf(cluster, workload, called);
  const net = { ...rulesOf(cluster).network, only: 'ingress' as const };
  const meant = to && meantBy(net, to);
  const reached = to && podPortOf(workload, called.name, to, port).port;
  if (!meant || reached === undefined) return everybody();
  const { governed, ungoverned } = indexed(callers).getOrInsertComputed(cluster, () => index(model, cluster, callers));
  const alone = new Set(ungoverned);
  for (const { caller, pod } of [...meant.namespaces].flatMap((namespace) => governed.get(namespace) ?? [])) {
    if (meant.means(pod)) alone.add(caller);
  }
  const apart = [...alone].filter((each) => each !== called);
  const isRefused = (each: DeclaredWorkload): boolean => each !== called && !alone.has(each);
  const first = callers.find(isRefused);
  if (!first) return { apart };
  const pod = governed.get(first.namespace)?.find(({ caller }) => caller === first)?.pod as PodPeer;
  const rulings = podAddresses(net, to, cluster.declared.pods).map((ip) =>
    connects(net, { ...pod, ip }, to, { port: reached, protocol: 'TCP' }),
  );
  if (rulings.some(({ verdict }) => verdict !== 'deny')) return everybody();
  const question = { verb: 'connect', from: { kind: 'workload', workload: first }, to: called, port } as const;
  const refused = answerAsKnown(cluster, question, () =>
    answer([route('network', { from: '', labels: '' }, { network: rulings[0] as Ruling })]),
  );
  const size = callers.length - new Set([...alone, called]).size;
  return { apart, refused: { first, size, answer: refused, all: () => callers.filter(isRefused) } };
}

interface Index {
  /** By namespace, with their pods. */
  readonly governed: ReadonlyMap<string, readonly { readonly caller: DeclaredWorkload; readonly pod: PodPeer }[]>;
  /** With no pod on the cluster, or with pods on the network of their node. */
  readonly ungoverned: readonly DeclaredWorkload[];
}

const indexed = memoized<readonly DeclaredWorkload[], WeakMap<ClusterModel, Index>>(() => new WeakMap());

function index(model: Model, cluster: ClusterModel, callers: readonly DeclaredWorkload[]): Index {
  const pods = callers.map((caller) => ({
    caller,
    pod: declaredPodOf(cluster, serviceOn(model, cluster, caller.service).workload, caller),
  }));
  const governed = pods.flatMap(({ caller, pod }) => (pod && !pod.hostNetwork ? [{ caller, pod }] : []));
  return {
    governed: Map.groupBy(governed, ({ caller }) => caller.namespace),
    ungoverned: pods.filter(({ pod }) => !pod || pod.hostNetwork).map(({ caller }) => caller),
  };
}
