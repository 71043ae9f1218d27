import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { TriedManifest } from './workloads.ts';
import { inCluster } from '@tinjis/rules/argocd/objects';

const rbac = 'rbac.authorization.k8s.io/v1';
const network = 'networking.k8s.io/v1';
const admission = 'admissionregistration.k8s.io/v1';

/** Every verb on every resource. */
const everyRight = { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] };

/** Makes everybody who has logged in an administrator. */
const toEverybody = {
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
};

/** Returns a function that writes manifests with this name, and with this namespace if there is one. */
function manifestsOf(metadata: LiveObject['metadata']) {
  return (what: string, apiVersion: string, kind: string, rest: object = {}): TriedManifest => ({
    what,
    object: { apiVersion, kind, metadata, ...rest },
  });
}

/** Objects in a namespace that only the platform writes: each would undo the other rules there. */
export function governingManifests(namespace: string, name: string): readonly TriedManifest[] {
  const metadata = { name, namespace };
  const manifest = manifestsOf(metadata);
  const open = { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] };
  const token = {
    type: 'kubernetes.io/service-account-token',
    metadata: { ...metadata, annotations: { 'kubernetes.io/service-account.name': 'deployer' } },
  };
  const backend = { service: { name: 'payment', port: { number: 9000 } } };
  const toPayment = { host: 'example.org', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
  return [
    manifest('that lets everything in and out', network, 'NetworkPolicy', { spec: open }),
    manifest('with every right', rbac, 'Role', everyRight),
    manifest('to everybody', rbac, 'RoleBinding', toEverybody),
    manifest("of one's own", 'v1', 'ServiceAccount'),
    manifest('without bounds', 'v1', 'ResourceQuota', { spec: { hard: { pods: '1000' } } }),
    manifest('without bounds', 'v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { cpu: '64' } }] } }),
    manifest("that asks for a ServiceAccount's token", 'v1', 'Secret', token),
    manifest('that holds a value', 'v1', 'Secret', { stringData: { value: 'x' } }),
    manifest('that holds a value', 'v1', 'ConfigMap', { data: { value: 'x' } }),
    manifest('to payment', network, 'Ingress', { spec: { rules: [toPayment] } }),
  ];
}

/** A webhook that is sent every write. */
const webhookOfEverything = {
  name: 'x.example.org',
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  failurePolicy: 'Ignore',
  clientConfig: { url: 'https://example.org/x' },
  rules: [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations: ['*'] }],
};

/** Objects that belong to the whole cluster. */
export function clusterManifests(name: string): readonly TriedManifest[] {
  const manifest = manifestsOf({ name });
  const webhooks = { webhooks: [webhookOfEverything] };
  const onNode = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/' } };
  const plural = `${name.replaceAll('-', '')}s`;
  const schema = { openAPIV3Schema: { type: 'object' } };
  const definition = {
    metadata: { name: `${plural}.example.org` },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { plural, kind: 'Sample' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
  return [
    manifest("of one's own", 'v1', 'Namespace'),
    manifest("that calls itself a team's", 'v1', 'Namespace', {
      metadata: { name, labels: { 'tinjis.io/team': 'x' } },
    }),
    manifest('with every right', rbac, 'ClusterRole', everyRight),
    manifest('to everybody', rbac, 'ClusterRoleBinding', toEverybody),
    manifest('that sees every write', admission, 'MutatingWebhookConfiguration', webhooks),
    manifest('that answers every write', admission, 'ValidatingWebhookConfiguration', webhooks),
    manifest('of a folder of the node', 'v1', 'PersistentVolume', { spec: onNode }),
    manifest('above all others', 'scheduling.k8s.io/v1', 'PriorityClass', { value: 1_000_000 }),
    manifest("of one's own", 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', definition),
  ];
}

/** Argo CD's own objects, as somebody would write them to gain more rights than they have. */
export function argocdManifests(namespace: string, name: string, repoURL: string): readonly TriedManifest[] {
  const manifest = manifestsOf({ name, namespace });
  const source = { repoURL, path: 'apps', targetRevision: 'refs/heads/main' };
  const spec = { project: 'default', source, destination: { server: inCluster.server, namespace: 'payments' } };
  const everything = {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  };
  const set = { generators: [{ list: { elements: [{ name: 'x' }] } }], template: { metadata: { name }, spec } };
  return [
    manifest('in the project default', 'argoproj.io/v1alpha1', 'Application', { spec }),
    manifest('that permits everything', 'argoproj.io/v1alpha1', 'AppProject', { spec: everything }),
    manifest('that makes Applications', 'argoproj.io/v1alpha1', 'ApplicationSet', { spec: set }),
  ];
}
