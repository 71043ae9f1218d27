import { podSpecPath } from '@tinjis/rules/objects/kinds';
import { items, type JsonValue } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

/** Uses fields of a pod by which it takes room or places from others. */
export const usePodField = onManifests(
  'use-pod-field',
  ['Deployment', 'StatefulSet'],
  function* ({ value, kind }): Generator<Weakening> {
    const spec = podSpecPath(kind) ?? [];
    for (const [field, put] of Object.entries<JsonValue>({
      priorityClassName: 'system-node-critical',
      priority: 1,
      preemptionPolicy: 'PreemptLowerPriority',
      nodeName: 'node',
      nodeSelector: { role: 'control' },
      tolerations: [{ operator: 'Exists' }],
      schedulerName: 'mine',
      runtimeClassName: 'mine',
      hostUsers: true,
      overhead: { cpu: '1' },
      resourceClaims: [{ name: 'device', resourceClaimName: 'device' }],
      terminationGracePeriodSeconds: 3600,
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', namespaceSelector: {}, labelSelector: {} },
          ],
        },
      },
    })) {
      yield { what: field, path: [...spec, field], put };
    }
    for (const volume of [
      { name: 'x', image: { reference: 'registry.example.org/x:latest' } },
      { name: 'x', emptyDir: {} },
      { name: 'x', csi: { driver: 'secrets-store.csi.k8s.io' } },
    ]) {
      const [, source = ''] = Object.keys(volume);
      yield {
        what: `a volume of ${source}`,
        path: [...spec, 'volumes'],
        put: [...items(value, [...spec, 'volumes']), volume],
      };
    }
  },
  /^apps\/.*\/base\//,
);
