import type { At, Resource } from '../../model/located.ts';

/** Kinds without a namespace among those this repository may hold; kustomize leaves them alone too. */
const clusterKinds = new Set([
  'APIService', 'CertificateSigningRequest', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'GatewayClass', 'IngressClass',
  'MutatingWebhookConfiguration', 'Namespace', 'PersistentVolume', 'PriorityClass', 'StorageClass', 'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration',
]);

/** Whether objects of a kind live in a namespace. */
export function isNamespaced(kind: string): boolean {
  return !clusterKinds.has(kind);
}

/** A resource moved to a namespace by a kustomization, which is where that field is then located. */
export function inNamespace(resource: Resource, namespace: string, at: At): Resource {
  const { object } = resource;
  if (!isNamespaced(object.kind)) return resource;
  return {
    object: { ...object, metadata: { ...object.metadata, namespace } },
    at: (path = []) => (path[0] === 'metadata' && path[1] === 'namespace' ? at : resource.at(path)),
  };
}
