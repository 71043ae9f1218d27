import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { TriedManifest } from './workloads.ts';
import { inCluster } from '@tinjis/rules/argocd/objects';

const rbac = 'rbac.authorization.k8s.io/v1';

/** Objects of a namespace that only the platform writes: each would undo the other rules there. */
export function governingManifests(namespace: string, name: string): readonly TriedManifest[] {
  const metadata = { name, namespace };
  const all: readonly (readonly [string, LiveObject])[] = [
    [
      'that lets everything in and out',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata,
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
      },
    ],
    [
      'with every right',
      { apiVersion: rbac, kind: 'Role', metadata, rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] },
    ],
    [
      'to everybody',
      {
        apiVersion: rbac,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
      },
    ],
    ["of one's own", { apiVersion: 'v1', kind: 'ServiceAccount', metadata }],
    ['without bounds', { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '1000' } } }],
    [
      'without bounds',
      { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits: [{ type: 'Container', max: { cpu: '64' } }] } },
    ],
    [
      "that asks for a ServiceAccount's token",
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/service-account-token',
        metadata: { ...metadata, annotations: { 'kubernetes.io/service-account.name': 'deployer' } },
      },
    ],
    ['that holds a value', { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { value: 'x' } }],
    ['that holds a value', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: 'x' } }],
    [
      'to payment',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata,
        spec: {
          rules: [
            {
              host: 'example.org',
              http: {
                paths: [
                  { path: '/', pathType: 'Prefix', backend: { service: { name: 'payment', port: { number: 9000 } } } },
                ],
              },
            },
          ],
        },
      },
    ],
  ];
  return all.map(([what, object]) => ({ what, object }));
}

/** Is sent every write there is. */
const webhookOfEverything = {
  name: 'x.example.org',
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  failurePolicy: 'Ignore',
  clientConfig: { url: 'https://example.org/x' },
  rules: [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations: ['*'] }],
};

/** Objects of the whole cluster. */
export function clusterManifests(name: string): readonly TriedManifest[] {
  const metadata = { name };
  const all: readonly (readonly [string, LiveObject])[] = [
    ["of one's own", { apiVersion: 'v1', kind: 'Namespace', metadata }],
    [
      "that calls itself a team's",
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'tinjis.io/team': 'x' } } },
    ],
    [
      'with every right',
      {
        apiVersion: rbac,
        kind: 'ClusterRole',
        metadata,
        rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
      },
    ],
    [
      'to everybody',
      {
        apiVersion: rbac,
        kind: 'ClusterRoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
      },
    ],
    [
      'that sees every write',
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata,
        webhooks: [webhookOfEverything],
      },
    ],
    [
      'that answers every write',
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata,
        webhooks: [webhookOfEverything],
      },
    ],
    [
      'of a folder of the node',
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata,
        spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/' } },
      },
    ],
    ['above all others', { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata, value: 1_000_000 }],
    [
      "of one's own",
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${name.replaceAll('-', '')}s.example.org` },
        spec: {
          group: 'example.org',
          scope: 'Namespaced',
          names: { plural: `${name.replaceAll('-', '')}s`, kind: 'Sample' },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
        },
      },
    ],
  ];
  return all.map(([what, object]) => ({ what, object }));
}

const apiVersion = 'argoproj.io/v1alpha1';

/** Argo CD's own objects, as somebody would write them who wants more than they have. */
export function argocdManifests(namespace: string, name: string, repoURL: string): readonly TriedManifest[] {
  const metadata = { name, namespace };
  const source = { repoURL, path: 'apps', targetRevision: 'refs/heads/main' };
  const destination = { server: inCluster.server, namespace: 'payments' };
  const all: readonly (readonly [string, LiveObject])[] = [
    [
      'in the project default',
      { apiVersion, kind: 'Application', metadata, spec: { project: 'default', source, destination } },
    ],
    [
      'that permits everything',
      {
        apiVersion,
        kind: 'AppProject',
        metadata,
        spec: {
          sourceRepos: ['*'],
          destinations: [{ server: '*', namespace: '*' }],
          clusterResourceWhitelist: [{ group: '*', kind: '*' }],
        },
      },
    ],
    [
      'that makes Applications',
      {
        apiVersion,
        kind: 'ApplicationSet',
        metadata,
        spec: {
          generators: [{ list: { elements: [{ name: 'x' }] } }],
          template: { metadata: { name }, spec: { project: 'default', source, destination } },
        },
      },
    ],
  ];
  return all.map(([what, object]) => ({ what, object }));
}
