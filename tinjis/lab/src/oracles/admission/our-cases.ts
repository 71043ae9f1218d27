import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import type {
  Namespace,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '@tinjis/rules/admission/policy';
import type { PolicyCase, RequestCase } from '@tinjis/rules/testing/random/admission-policies';
import { mostly, perhaps, pod, registry, workload, type Written } from './our-pods.ts';
import type { Labels } from '@tinjis/rules/label-selector';

// Requests like those that this repository's policies judge, each right or with some fault.
const namespaceOf: Namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'billing',
    labels: { 'tinjis.io/team': 'billing' },
    annotations: {
      'image.tinjis.io/antaeus': `${registry}/antaeus`,
      'image.tinjis.io/db': `${registry}/postgresql ${registry}/db`,
      'outside.tinjis.io/antaeus': 'antaeus.tinjis.example',
    },
  },
};
const other: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } };

const service: fc.Arbitrary<Written> = fc
  .record({
    type: perhaps(fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName')),
    externalIPs: perhaps(fc.constantFrom([], ['192.0.2.1'])),
    selector: mostly<object | undefined>(
      { 'app.kubernetes.io/name': 'antaeus' },
      { 'app.kubernetes.io/name': 'db' },
      { app: 'x' },
      {},
      undefined,
    ),
  })
  .map((spec) => ({ group: '', resource: 'services', kind: 'Service', body: { spec } }));
const platformKind: fc.Arbitrary<Written> = fc
  .constantFrom(
    ['networking.k8s.io', 'networkpolicies', 'NetworkPolicy'],
    ['', 'serviceaccounts', 'ServiceAccount'],
    ['', 'resourcequotas', 'ResourceQuota'],
    ['', 'limitranges', 'LimitRange'],
    ['rbac.authorization.k8s.io', 'roles', 'Role'],
    ['rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding'],
    ['', 'endpoints', 'Endpoints'],
    ['', 'configmaps', 'ConfigMap'],
    ['argoproj.io', 'applications', 'Application'],
    ['networking.k8s.io', 'ingresses', 'Ingress'],
  )
  .map(([group = '', resource = '', kind = '']) => ({ group, resource, kind, body: {} }));
const secret: fc.Arbitrary<Written> = fc
  .constantFrom('Opaque', 'kubernetes.io/service-account-token', undefined)
  .map((type) => ({ group: '', resource: 'secrets', kind: 'Secret', body: { type } }));
const backend = fc.record({
  name: mostly('antaeus', 'db'),
  namespace: perhaps(fc.constant('payments')),
  kind: perhaps(fc.constantFrom('Service', 'Other')),
  filters: perhaps(fc.constantFrom([], [{}])),
});
const route: fc.Arbitrary<Written> = fc
  .record({
    hostnames: mostly<string[] | undefined>(['antaeus.tinjis.example'], ['payment.tinjis.example'], [], undefined),
    rules: perhaps(
      fc.array(
        fc.record({
          backendRefs: perhaps(fc.array(backend, { maxLength: 2 })),
          filters: perhaps(fc.constantFrom([{ type: 'RequestMirror' }], [{ type: 'URLRewrite' }])),
        }),
        { maxLength: 2 },
      ),
    ),
  })
  .map((spec) => ({ group: 'gateway.networking.k8s.io', resource: 'httproutes', kind: 'HTTPRoute', body: { spec } }));
const ingress: fc.Arbitrary<Written> = fc
  .record({
    defaultBackend: perhaps(fc.constant({ service: { name: 'antaeus' } })),
    rules: perhaps(
      fc.array(
        fc.record({
          host: mostly<string | undefined>('antaeus.tinjis.example', 'payment.tinjis.example', undefined),
          http: mostly<object | undefined>(
            { paths: [{ backend: { service: { name: 'antaeus' } } }] },
            { paths: [{ backend: { resource: { kind: 'Bucket' } } }] },
            undefined,
          ),
        }),
        { maxLength: 2 },
      ),
    ),
    tls: perhaps(fc.constantFrom([{ hosts: ['antaeus.tinjis.example'] }], [{ hosts: ['x.example'] }], [{}])),
  })
  .map((spec) => ({ group: 'networking.k8s.io', resource: 'ingresses', kind: 'Ingress', body: { spec } }));
const budget: fc.Arbitrary<Written> = fc
  .record({
    maxUnavailable: mostly<number | string | undefined>(1, '50%', 0, '0%', '00%', undefined),
    minAvailable: perhaps(fc.constantFrom(1, '100%')),
    unhealthyPodEvictionPolicy: mostly<string | undefined>('AlwaysAllow', 'IfHealthyBudget', undefined),
  })
  .map((spec) => ({ group: 'policy', resource: 'poddisruptionbudgets', kind: 'PodDisruptionBudget', body: { spec } }));
const autoscaler: fc.Arbitrary<Written> = fc
  .record({
    apiVersion: mostly<string | undefined>('apps/v1', 'example.org/v1', undefined),
    kind: mostly('Deployment', 'StatefulSet', 'ReplicaSet'),
    name: mostly('antaeus', 'db', 'somebody-else'),
  })
  .map((scaleTargetRef) => ({
    group: 'autoscaling',
    resource: 'horizontalpodautoscalers',
    kind: 'HorizontalPodAutoscaler',
    body: { spec: { scaleTargetRef, maxReplicas: 2 } },
  }));
const teamNamespace: fc.Arbitrary<Written> = fc
  .constantFrom<Labels>({ 'tinjis.io/team': 'billing' }, {})
  .map((labels) => ({ group: '', resource: 'namespaces', kind: 'Namespace', body: {}, labels }));

const user = fc.constantFrom(
  { name: 'system:serviceaccount:billing:deployer', groups: ['system:serviceaccounts', 'system:authenticated'] },
  { name: 'system:serviceaccount:argocd:platform-deployer', groups: ['system:authenticated'] },
  { name: 'system:kube-controller-manager', groups: ['system:authenticated'] },
  { name: 'admin', groups: ['system:masters'] },
  { name: 'system:node:one', groups: ['system:nodes'] },
);

const request: fc.Arbitrary<RequestCase> = fc
  .record({
    written: fc.oneof(
      workload,
      workload,
      pod,
      pod,
      service,
      platformKind,
      secret,
      route,
      ingress,
      budget,
      autoscaler,
      teamNamespace,
    ),
    operation: fc.constantFrom('CREATE' as const, 'UPDATE' as const, 'DELETE' as const),
    name: mostly('antaeus', 'db'),
    user,
    namespace: mostly('billing', 'argocd'),
  })
  .map(({ written: { group, resource, kind, body, labels }, operation, name, user: who, namespace }) => {
    const own = kind === 'Namespace' ? 'billing' : name;
    const object = {
      apiVersion: group === '' ? 'v1' : `${group}/v1`,
      kind,
      ...body,
      metadata: { name: own, ...(kind !== 'Namespace' && { namespace }), ...(labels && { labels }) },
    };
    return {
      operation,
      ...(operation !== 'DELETE' && { object }),
      ...(operation !== 'CREATE' && { oldObject: object }),
      namespace: kind === 'Namespace' ? own : namespace,
      name: own,
      resource: { group, version: 'v1', resource },
      user: who,
    };
  });

/** @param folder `policies/admission`; each case takes one of its policies with the policy's bindings */
export function ourCases(folder: string): fc.Arbitrary<PolicyCase> {
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap(
      (file) =>
        loadAll(readFileSync(join(folder, file), 'utf8')) as (
          ValidatingAdmissionPolicy | ValidatingAdmissionPolicyBinding
        )[],
    );
  const policies = documents.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy') as ValidatingAdmissionPolicy[];
  const bindings = documents.filter(
    ({ kind }) => kind === 'ValidatingAdmissionPolicyBinding',
  ) as ValidatingAdmissionPolicyBinding[];
  const about = ({ resource: { group, resource } }: RequestCase): readonly ValidatingAdmissionPolicy[] => {
    const concerned = policies.filter(({ spec }) =>
      spec.matchConstraints.resourceRules?.some(
        (rule) => rule.apiGroups.includes(group) && rule.resources.includes(resource),
      ),
    );
    return concerned.length > 0 ? concerned : policies;
  };
  const pairs = request.chain((asked) =>
    fc.record({ policy: fc.constantFrom(...about(asked)), asked: fc.constant(asked) }),
  );
  return pairs.map(({ policy, asked }) => ({
    policies: [policy],
    bindings: bindings.filter(({ spec }) => spec.policyName === policy.metadata.name),
    namespaces: [namespaceOf, other],
    request: asked,
  }));
}
