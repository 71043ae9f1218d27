import { podSpecPath } from '@tinjis/rules/objects/kinds';
import { aKind, type Catalogue, type CatalogueKind, type GroupKind, kindKey } from '../../model/kinds.ts';
import type { Attacks } from './attacks.ts';
import {
  autoscalers,
  budgets,
  externalSecrets,
  monitors,
  rollouts,
  scaledObjects,
  verticalAutoscalers,
} from './controller-attacks.ts';
import { certificates, grpcRoutes, ingresses, routes, services } from './route-attacks.ts';
import { ownPod, started } from './pods.ts';
import { type Body, type Choice, type Probe, type ProbedNamespace, requestOf } from './probe.ts';

const harmless: Attacks = { good: {}, bad: [] };

/** Every kind of which it is known what a team must not do with it. */
function attacksOn(probed: ProbedNamespace): Readonly<Record<string, Attacks>> {
  return {
    '/ConfigMap': harmless,
    'bitnami.com/SealedSecret': harmless,
    '/Service': services(probed),
    'autoscaling/HorizontalPodAutoscaler': autoscalers(probed),
    'policy/PodDisruptionBudget': budgets(probed),
    'gateway.networking.k8s.io/HTTPRoute': routes,
    'gateway.networking.k8s.io/GRPCRoute': grpcRoutes,
    'networking.k8s.io/Ingress': ingresses,
    'cert-manager.io/Certificate': certificates,
    'keda.sh/ScaledObject': scaledObjects(probed),
    'autoscaling.k8s.io/VerticalPodAutoscaler': verticalAutoscalers(probed),
    'external-secrets.io/ExternalSecret': externalSecrets,
    'monitoring.coreos.com/ServiceMonitor': monitors(probed, 'endpoints'),
    'monitoring.coreos.com/PodMonitor': monitors(probed, 'podMetricsEndpoints'),
    'argoproj.io/Rollout': rollouts(probed),
  };
}

/**
 * What is known of kinds, for one namespace.
 * @returns for a kind, the objects that its rule must refuse; undefined for a kind that is not known
 */
export function attacksIn(probed: ProbedNamespace): (kind: GroupKind) => Attacks | undefined {
  const attacks = attacksOn(probed);
  return (kind) =>
    attacks[kindKey(kind)] ??
    (podSpecPath(kind.kind) === undefined ? undefined : { good: started(kind.kind, ownPod(probed)), bad: [] });
}

/** An object of each kind of the catalogue that the rules must let in, as the control of what they refuse. */
export function controlProbes(probed: ProbedNamespace, catalogue: Catalogue): readonly Probe[] {
  const attacksOf = attacksIn(probed);
  return catalogue.flatMap((entry) => {
    const { group, kind } = entry;
    const attacks = attacksOf(entry);
    const what = `create ${aKind(kind)} in namespace ${probed.namespace}`;
    return attacks ? [{ policy: '', what, request: () => requestOf('CREATE', probed, group, kind, attacks.good) }] : [];
  });
}

/** Objects of the catalogue's kinds that the rule which closes each must refuse. */
export function kindProbes(probed: ProbedNamespace, catalogue: Catalogue, choose: Choice): readonly Probe[] {
  const attacks = attacksOn(probed);
  const cases = catalogue.flatMap((entry) => {
    const { closedBy: policy } = entry;
    const bad = policy === undefined ? [] : (attacks[kindKey(entry)]?.bad ?? []);
    return bad.map(([what, body]) => ({ policy: policy as string, entry, what, body }));
  });
  return choose(cases).flatMap(({ entry, what, body }) => probesOf(probed, entry, what, body));
}

/** Kinds of routes that are in use nowhere, each refused as a whole. */
export function unusedRoutes(probed: ProbedNamespace): readonly Probe[] {
  return ['TLSRoute', 'TCPRoute', 'UDPRoute'].flatMap((kind) =>
    probesOf(probed, { group: 'gateway.networking.k8s.io', kind, closedBy: 'routes' }, 'of that kind', routes.good),
  );
}

function probesOf(
  probed: ProbedNamespace,
  { group, kind, closedBy = '' }: Pick<CatalogueKind, 'group' | 'kind' | 'closedBy'>,
  what: string,
  body: Body,
): readonly Probe[] {
  return (['CREATE', 'UPDATE'] as const).map((operation) => ({
    policy: closedBy,
    what: `${operation.toLowerCase()} ${aKind(kind)} ${what} in namespace ${probed.namespace}`,
    request: () => requestOf(operation, probed, group, kind, body),
  }));
}
