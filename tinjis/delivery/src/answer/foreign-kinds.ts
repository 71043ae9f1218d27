import { type Finding, type Layer, reason, unknown } from '@tinjis/rules/ruling';
import { memoized } from '@tinjis/rules/memo';
import type { Resource } from '@tinjis/rules/objects/located';
import type { Defect } from '@tinjis/rules/objects/schema';
import { readCiliumPolicy } from '@tinjis/rules/network/cilium-policy';
import { groupOf } from '@tinjis/rules/objects/objects';
import { entry, type Entries } from '../entry.ts';
import type { ClusterModel } from '../model/model.ts';
import type { Cluster } from '../model/teams.ts';
import { type Answer, answer, route, type Route } from './route.ts';

/** An object of the platform that no evaluator reads, and the layers in which it may decide. */
export interface Foreign {
  readonly resource: Resource;
  readonly layers: readonly Layer[];
  /** The field that nobody here understands, if everything before it is understood. */
  readonly defect?: Defect;
}

const gateway = 'gateway.networking.k8s.io';

/**
 * Kinds of which it is known what they decide: an evaluator or a promise reads them, or they decide nothing. Add a kind
 * here once that is so.
 */
const known = new Set([
  '/ConfigMap',
  '/LimitRange',
  '/Namespace',
  '/PersistentVolumeClaim',
  '/Pod',
  '/ReplicationController',
  '/ResourceQuota',
  '/Secret',
  '/Service',
  '/ServiceAccount',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'argoproj.io/AppProject',
  'argoproj.io/Application',
  'argoproj.io/ApplicationSet',
  'autoscaling/HorizontalPodAutoscaler',
  'batch/CronJob',
  'batch/Job',
  'bitnami.com/SealedSecret',
  `${gateway}/GatewayClass`,
  `${gateway}/HTTPRoute`,
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/NetworkPolicy',
  'policy.networking.k8s.io/AdminNetworkPolicy',
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  'policy.networking.k8s.io/ClusterNetworkPolicy',
  'policy/PodDisruptionBudget',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass',
]);

/**
 * Kinds that decide in some layers alone. Any other kind may decide in all of them, as may whoever changes objects on
 * their way in: a MutatingWebhookConfiguration, a MutatingAdmissionPolicy, Kyverno.
 */
const partly: readonly (readonly [kinds: RegExp, layers: readonly Layer[]])[] = [
  [
    /^(?:cilium\.io|(?:crd\.)?projectcalico\.org|policy\.networking\.k8s\.io|(?:security|networking)\.istio\.io)\//,
    ['network'],
  ],
  [/^gateway\.networking\.k8s\.io\//, ['network']],
  [/^(?:(?:constraints|templates)\.gatekeeper\.sh\/|admissionregistration\.k8s\.io\/Validating)/, ['admission']],
];

const all: readonly Layer[] = ['argocd', 'rbac', 'admission', 'network'];

/** What a cluster gets from the platform and nobody here evaluates. */
export const foreignOn = memoized(({ governance, argocd, declared }: ClusterModel): readonly Foreign[] => {
  const own = governance.all.flatMap((resource) => foreignIn(resource, declared));
  if (declared.argocd.by !== 'hub') return own;
  // What decides on its hub may change what Argo CD does here.
  const onHub = argocd.all
    .flatMap((resource) => foreignIn(resource, declared))
    .filter(({ layers }) => layers.includes('argocd'));
  return [...own, ...onHub.map((each): Foreign => ({ ...each, layers: ['argocd'] }))];
});

function foreignIn(resource: Resource, { network }: Cluster): readonly Foreign[] {
  const { object } = resource;
  const kind = `${groupOf(object)}/${object.kind}`;
  if (known.has(kind) && !isConverted(object)) return [];
  const layers = partly.find(([kinds]) => kinds.test(kind))?.[1] ?? all;
  if (kind !== 'cilium.io/CiliumNetworkPolicy' || network !== 'cilium') return [{ resource, layers }];
  const read = readCiliumPolicy(object);
  return 'defect' in read ? [{ resource, layers, defect: read.defect }] : [];
}

/** A webhook that converts between the versions of a kind may change its objects as it likes. */
function isConverted(object: Resource['object'] & Converted): boolean {
  return (object.spec?.conversion?.strategy ?? 'None') !== 'None';
}

interface Converted {
  readonly spec?: { readonly conversion?: { readonly strategy?: string } } | null;
}

/** Why nothing is said about a layer. */
export const foreignFindings: Entries = {
  'promise/foreign-kind': entry(
    '{kind} {name} may decide on {cluster}, and is not evaluated',
    'A rule that nobody here reads may open what the others close.',
    'take it out, or write the rule in a kind that is evaluated',
  ),
  'promise/foreign-form': entry(
    '{kind} {name} may decide on {cluster}, and is not evaluated: {field} {rule}',
    'Of this kind, one form is evaluated: hosts by name for the pods of one workload, as `tinjis generate` writes it.',
    'name hosts as egress in policies/teams.yaml, run `tinjis generate`, and take out what it does not write',
  ),
};

/** What there is to say about a foreign object. */
export function foreignFinding({ resource: { object, at }, defect }: Foreign, cluster: string): Finding {
  const args = { kind: object.kind, name: object.metadata.name, cluster };
  if (!defect) return { code: 'promise/foreign-kind', args, at: at() };
  const { path, rule } = defect;
  return { code: 'promise/foreign-form', args: { ...args, field: path.join('.'), rule }, at: at(path) };
}

/** An answer in which the layers that a foreign object touches are unknown. Another layer that denies still denies. */
export function asFarAsKnown(cluster: ClusterModel, given: Answer): Answer {
  const foreign = foreignOn(cluster);
  if (foreign.length === 0) return given;
  return answer(given.routes.map((each) => doubted(cluster, foreign, each)) as [Route, ...Route[]]);
}

function doubted({ name }: ClusterModel, foreign: readonly Foreign[], { kind, args, layers }: Route): Route {
  const decisions = layers.flatMap((decision) => {
    const { layer, reasons } = decision;
    const found = foreign.find((each) => each.layers.includes(layer));
    // A layer that no rule of ours concerns is asked all the same, and a foreign rule may concern it.
    if (reasons[0].code === `${layer}/not-asked`) return [];
    if (!found) return [[layer, decision] as const];
    const { code, args: values, at } = foreignFinding(found, name);
    return [[layer, unknown(reason(code, 'input-missing', values, at))] as const];
  });
  return route(kind, args, Object.fromEntries(decisions));
}
