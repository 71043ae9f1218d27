import { memoized } from '@tinjis/rules/memo';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import { podsOf, type PodSource } from '../../answer/connect.ts';
import { admit } from '@tinjis/rules/admission/admit';
import type { FirstTried } from '@tinjis/rules/admission/refuses';
import { podRequestOf } from '@tinjis/rules/admission/request';
import { deliveryOf } from '../../answer/delivery.ts';
import { serviceOn, type ClusterModel, type Model } from '../../model/model.ts';
import { agreed, type Ruling } from '@tinjis/rules/ruling';
import { rulesOf } from '../../answer/rules.ts';
import { kubernetesUser } from '../../model/identity.ts';
import { imagined, groupOf } from '@tinjis/rules/objects/objects';
import { kindOf, templateOf, withTemplate } from '@tinjis/rules/objects/kinds';
import type { Service } from '../../model/teams.ts';
import { type HostilePod, hostilePods, type Template } from '../hostile-pods.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** Admission lets in the pods that the teams deploy, and no pod that a known change makes worse. */
export const pods: DeliveryPromise = {
  name: 'pods',
  says: 'a namespace runs the images tied to its workloads, by digest, under the strictest pod security, and nothing else',
  findings: {},
  proveTeam({ model }, { services }, tally) {
    const known: Known = { judged: new Set(), refusers: new Map() };
    for (const cluster of model.clusters) {
      for (const service of services) {
        proveService(model, cluster, service, known, tally);
      }
    }
  },
};

/** What other services have shown. */
interface Known {
  /** What was judged already, see {@link judgedOf}. */
  readonly judged: Set<string>;
  /** The rule that refused a change last: it refuses most other pods with that change too. */
  readonly refusers: Map<HostilePod, FirstTried>;
}

function proveService(model: Model, cluster: ClusterModel, service: Service, known: Known, tally: Tally): void {
  const { team, workload } = serviceOn(model, cluster, { team: service.team, service: service.name });
  const { account, admission } = deliveryOf(cluster, workload, team);
  if (!account) return;
  for (const source of podsOf(workload)) {
    const template: Template = templateOf(source.resource.object);
    const path = String(template.spec?.containers?.[0]?.image).replace(/[:@].*$/, '');
    const who = `${source.name} of ${service.team}/${service.name}`;
    // An admission that lets in everything delivered lets in each workload with its pods.
    const started =
      admission?.verdict === 'allow' ? admission : agreed(gatesOf(cluster, source, template, team.namespace));
    const at = source.resource.at();
    tally.allowed({ who, what: `start its pods on ${cluster.name}`, otherwise: at, written: () => at }, started);
    const judged = judgedOf(cluster, source, team.namespace);
    if (known.judged.has(judged)) {
      tally.settled(hostilePods.length);
      continue;
    }
    let byPods = true;
    for (const hostile of hostilePods) {
      const { what, change } = hostile;
      const refuser = known.refusers.getOrInsertComputed(hostile, () => ({}));
      const otherwise =
        cluster.governance.get('/Namespace', team.namespace)?.at(['metadata', 'labels']) ?? source.resource.at();
      const gates = gatesOf(cluster, source, change(template, path), team.namespace, refuser);
      const first = gates[0]();
      byPods &&= first.verdict === 'deny';
      const ruling = first.verdict === 'deny' ? first : agreed(gates);
      tally.refused({ who, what: `${what} on ${cluster.name}`, otherwise }, ruling);
    }
    // Refused pods are refused whatever starts them, so the workload's other fields do not matter.
    if (byPods) known.judged.add(judged);
  }
}

/** Everything that admission looks at in pods, as a text. If two clusters have the same text, both refuse the same. */
function judgedOf(cluster: ClusterModel, { resource }: PodSource, namespace: string): string {
  const { policies, bindings } = rulesOf(cluster).admission;
  const { labels, annotations } = cluster.governance.get('/Namespace', namespace)?.object.metadata ?? {};
  // A service's host name differs by cluster, and says nothing about pods.
  const about = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('outside.tinjis.io/'));
  const rules = [...policies, ...bindings].map(({ object }) => numberOf(object));
  const { object, user } = podRequestOf(resource) ?? { object: resource };
  return JSON.stringify([namespace, rules, labels, about, object?.object, user]);
}

/** Rules read from one file are one object for every cluster, and far too long to compare as texts. */
const numberOf = memoized<KubernetesObject, number>(() => ++numbered);
let numbered = 0;

/**
 * The gates of a pod: the pod itself when its controller starts it, and before it the template when the workload is
 * synced. The pod comes first, since Pod Security refuses without evaluating any expression.
 */
function gatesOf(
  cluster: ClusterModel,
  { resource }: PodSource,
  template: Template,
  namespace: string,
  refuser: FirstTried = {},
): readonly [() => Ruling, ...(() => Ruling)[]] {
  const { admission } = rulesOf(cluster);
  const workload = imagined(withTemplate(resource.object, template), resource.at());
  const group = groupOf(resource.object);
  const pods = podRequestOf(workload);
  const { user, groups } = kubernetesUser({ kind: 'account', namespace, name: 'deployer' });
  const synced = (): Ruling =>
    admit(admission, {
      operation: 'CREATE',
      object: workload,
      namespace,
      resource: { group, version: 'v1', resource: kindOf(group, resource.object.kind).resource },
      user: { name: user, groups },
    });
  return pods ? [() => admit(admission, { ...pods, namespace }, refuser), synced] : [synced];
}
