import { nameLabel } from '../../model/layout.ts';
import { type Attacks, worse } from './attacks.ts';
import { ownPod, started } from './pods.ts';
import type { Body, ProbedNamespace } from './probe.ts';

function target({ workload }: ProbedNamespace): Record<'apiVersion' | 'kind' | 'name', string> {
  return { apiVersion: 'apps/v1', kind: 'Deployment', name: workload };
}

/** What a scaler must not name: no workload of the team, or what is none. */
function otherTargets(probed: ProbedNamespace): readonly (readonly [what: string, target: Body])[] {
  const own = target(probed);
  return [
    { ...own, name: 'nobody' },
    { ...own, kind: 'ReplicaSet' },
    { ...own, apiVersion: 'apps/v1beta1' },
  ].map((other) => [`of ${other.apiVersion} ${other.kind} ${other.name}`, other]);
}

export function autoscalers(probed: ProbedNamespace): Attacks {
  return worse({ maxReplicas: 2, scaleTargetRef: target(probed) }, [
    ...otherTargets(probed).map(([what, scaleTargetRef]) => [what, { scaleTargetRef }] as const),
    ['of any API', { scaleTargetRef: { ...target(probed), apiVersion: undefined } }],
  ]);
}

export function verticalAutoscalers(probed: ProbedNamespace): Attacks {
  return worse(
    { targetRef: target(probed) },
    otherTargets(probed).map(([what, targetRef]) => [what, { targetRef }]),
  );
}

export function scaledObjects(probed: ProbedNamespace): Attacks {
  const cron = {
    type: 'cron',
    metadata: { timezone: 'UTC', start: '0 6 * * *', end: '0 20 * * *', desiredReplicas: '2' },
  };
  const elsewhere = { type: 'prometheus', metadata: { serverAddress: 'http://203.0.113.1' } };
  return worse({ scaleTargetRef: { name: probed.workload }, triggers: [cron] }, [
    ...otherTargets(probed).map(([what, scaleTargetRef]) => [what, { scaleTargetRef }] as const),
    ['that has KEDA call an address', { triggers: [cron, elsewhere] }],
    [
      "by the platform's credentials",
      { triggers: [cron, { ...cron, authenticationRef: { kind: 'ClusterTriggerAuthentication' } }] },
    ],
  ]);
}

/** Budgets that keep nodes from being drained. */
export function budgets({ workload }: ProbedNamespace): Attacks {
  const selector = { matchLabels: { [nameLabel]: workload } };
  return worse({ selector, maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' }, [
    ...[0, '0%', '00%'].map((most) => [`that lets ${most} pods go`, { maxUnavailable: most }] as const),
    ...[1, '50%', '100%'].map((least) => [`that keeps ${least} pods`, { minAvailable: least }] as const),
    ['that says nothing', { maxUnavailable: undefined }],
    ...['IfHealthyBudget', undefined].map(
      (policy) => ['that holds pods which are not ready', { unhealthyPodEvictionPolicy: policy }] as const,
    ),
  ]);
}

export const externalSecrets = ((): Attacks => {
  const secretStoreRef = { kind: 'SecretStore', name: 'vault' };
  const cluster = { kind: 'ClusterSecretStore', name: 'vault' };
  const own = { secretKey: 'a', remoteRef: { key: 'a' } };
  const named = { ...own, sourceRef: { storeRef: secretStoreRef } };
  return worse({ secretStoreRef, target: { name: 'x' }, data: [own, named] }, [
    ['of the store of all', { secretStoreRef: cluster }],
    ['one value of which is of the store of all', { data: [named, { ...own, sourceRef: { storeRef: cluster } }] }],
    ['some values of which are of the store of all', { dataFrom: [{ sourceRef: { storeRef: cluster } }] }],
    ['of a generator', { dataFrom: [{ sourceRef: { generatorRef: { kind: 'ECRAuthorizationToken', name: 'x' } } }] }],
    [
      'of a generator beside the store',
      { data: [{ ...own, sourceRef: { storeRef: secretStoreRef, generatorRef: {} } }] },
    ],
    ['that makes another kind', { target: { name: 'x', manifest: { apiVersion: 'v1', kind: 'ConfigMap' } } }],
  ]);
})();

export function monitors({ namespace }: ProbedNamespace, list: 'endpoints' | 'podMetricsEndpoints'): Attacks {
  const endpoint = { port: 'ops', interval: '30s', followRedirects: false };
  const also = (fields: Body): Body => ({ [list]: [endpoint, { ...endpoint, ...fields }] });
  return worse({ selector: {}, [list]: [endpoint] }, [
    ['of every namespace', { namespaceSelector: { any: true } }],
    ['of another namespace beside its own', { namespaceSelector: { matchNames: [namespace, 'another'] } }],
    ['that follows redirects', also({ followRedirects: true })],
    ['that leaves redirects to the default', also({ followRedirects: undefined })],
    ['that rewrites addresses', also({ relabelings: [{ targetLabel: '__address__', replacement: '203.0.113.1' }] })],
    ['that passes for another', also({ metricRelabelings: [{ targetLabel: 'namespace', replacement: 'another' }] })],
    ['that keeps the labels it is given', also({ honorLabels: true })],
    ['that shows a file of Prometheus', also({ bearerTokenFile: '/var/run/secrets/token' })],
    ['through a proxy', also({ proxyUrl: 'http://203.0.113.1' })],
    ["with the Service's labels", { targetLabels: ['namespace'] }],
  ]);
}

export function rollouts(probed: ProbedNamespace): Attacks {
  const { spec } = started('Rollout', ownPod(probed));
  const canary = { canaryService: 'a', stableService: 'b', steps: [{ setWeight: 20 }, { pause: {} }] };
  const blueGreen = { activeService: 'a', previewService: 'b' };
  return worse({ ...(spec as Body), strategy: { canary } }, [
    ['of the pods of another', { template: undefined, workloadRef: { kind: 'Deployment', name: 'another' } }],
    ['with an analysis', { analysis: { successfulRunHistoryLimit: 1 } }],
    [
      'that changes routes',
      { strategy: { canary: { ...canary, trafficRouting: { istio: { virtualService: { name: 'x.another' } } } } } },
    ],
    ['that analyses on the way', { strategy: { canary: { ...canary, analysis: { templates: [] } } } }],
    ...['analysis', 'experiment', 'plugin', 'setMirrorRoute'].map(
      (step) =>
        [
          `with a step of ${step}`,
          { strategy: { canary: { ...canary, steps: [{ setWeight: 1 }, { setWeight: 2, [step]: {} }] } } },
        ] as const,
    ),
    [
      'that analyses before it is in use',
      { strategy: { blueGreen: { ...blueGreen, prePromotionAnalysis: { templates: [] } } } },
    ],
    [
      'that analyses once it is in use',
      { strategy: { blueGreen: { ...blueGreen, postPromotionAnalysis: { templates: [] } } } },
    ],
  ]);
}
