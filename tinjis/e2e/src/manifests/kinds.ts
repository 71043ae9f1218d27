import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { OwnService, TriedManifest } from './workloads.ts';

/**
 * The kinds that teams are granted by name, or not at all, and that every Kubernetes knows. The others of
 * policies/kinds.yaml (GRPCRoute, Certificate, Rollout, ScaledObject, VerticalPodAutoscaler, ExternalSecret,
 * ServiceMonitor, PodMonitor) have no definition on the clusters of these checks: they are proved offline only.
 */
export const namedKinds = ['Job', 'CronJob', 'DaemonSet', 'Ingress'];

const toItself = 'to itself under its own host';

/** Ingresses. The first leads to the service under its own host; each of the others takes calls of somebody else. */
export function ingressManifests(
  { namespace, workload }: OwnService,
  name: string,
  host: string,
): readonly TriedManifest[] {
  const backend = { service: { name: workload, port: { name: 'http' } } };
  const rule = (fields: object): object => ({
    ...fields,
    http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
  });
  const ingress = (what: string, spec: object, annotations = {}): TriedManifest => ({
    what,
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace, annotations },
      spec: { rules: [rule({ host })], ...spec },
    },
  });
  return [
    ingress(toItself, {}),
    ingress('for every host', { rules: [rule({})] }),
    ingress('for the host of another beside its own', { rules: [rule({ host }), rule({ host: 'other.example.org' })] }),
    ingress('that takes the calls of others', { defaultBackend: backend }),
    ingress('with a certificate for the host of another', {
      tls: [{ hosts: ['other.example.org'], secretName: name }],
    }),
    ingress('that tells its controller something', {}, { 'nginx.ingress.kubernetes.io/server-alias': 'a.example.org' }),
  ];
}

const beforeSync = 'that is a hook before a sync';

/**
 * Jobs that are hooks of Argo CD. The first may be one; Argo CD would skip the others, or keep none of their results.
 * @param job a Job whose pods are the service's own
 */
export function hookManifests(job: LiveObject): readonly TriedManifest[] {
  const hook = 'argocd.argoproj.io/hook';
  const annotated = (what: string, annotations: Readonly<Record<string, string>>): TriedManifest => ({
    what,
    object: { ...job, metadata: { ...job.metadata, annotations } },
  });
  return [
    annotated(beforeSync, { [hook]: 'PreSync', [`${hook}-delete-policy`]: 'BeforeHookCreation' }),
    annotated('that Argo CD skips', { [hook]: 'Skip' }),
    annotated('that is a hook of Helm', { 'helm.sh/hook': 'pre-install' }),
  ];
}

/** Does an Ingress take calls of somebody else, or a Job tell Argo CD what a team may not? */
export function isBadKind({ what }: TriedManifest): boolean {
  return what !== toItself && what !== beforeSync;
}
