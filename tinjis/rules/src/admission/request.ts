import type { KubernetesObject, Resource } from '../objects/located.ts';
import { asStored } from './defaults.ts';
import { namespaceNameLabel, type Labels } from '../label-selector.ts';
import type { Namespace, AdmissionOperation } from './policy.ts';

/** A request as it reaches admission: authenticated, authorised, and about to be stored. */
export interface AdmissionRequest {
  readonly operation: AdmissionOperation;
  /** The object as it would be stored; absent on DELETE. */
  readonly object?: Resource;
  /** The stored object; on UPDATE and DELETE. */
  readonly oldObject?: Resource;
  /** Namespace of a namespaced object; left out for a cluster-wide object. */
  readonly namespace?: string;
  /** Name of the object if the request carries no object. */
  readonly name?: string;
  readonly resource: {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
    readonly subresource?: string;
  };
  /** With all groups, including those that Kubernetes adds (`system:authenticated` and the like). */
  readonly user: { readonly name: string; readonly groups: readonly string[] };
}

/** The subject of a request, worked out once. */
export interface Subject {
  readonly object: KubernetesObject | undefined;
  readonly oldObject: KubernetesObject | undefined;
  readonly isNamespace: boolean;
  readonly name: string;
  /** Empty for a cluster-wide object. For a Namespace it is its own name, as in the API server. */
  readonly namespaceName: string;
  /** The namespace as it is stored, or as it is being written. Undefined if it is not known. */
  readonly namespace: Resource<Namespace> | undefined;
}

/** @param namespaces all known namespaces, by name */
export function subjectOf(request: AdmissionRequest, namespaces: ReadonlyMap<string, Resource<Namespace>>): Subject {
  const { resource, subresource, group } = request.resource;
  const known = request.object ?? request.oldObject;
  const isNamespace = group === '' && resource === 'namespaces';
  const name = request.name ?? known?.object.metadata.name ?? '';
  const namespaceName = isNamespace ? name : (request.namespace ?? known?.object.metadata.namespace ?? '');
  const stored = namespaces.get(namespaceName);
  const written = isNamespace && subresource === undefined ? known : undefined;
  return {
    object: request.object && asStored(request.object.object),
    oldObject: request.oldObject && asStored(request.oldObject.object),
    isNamespace,
    name,
    namespaceName,
    namespace: request.operation === 'DELETE' ? (stored ?? written) : (written ?? stored),
  };
}

/** The labels of a Namespace, including the label that the API server writes. */
export function labelsOf(namespace: Resource<Namespace>): Labels {
  const { labels = {}, name } = namespace.object.metadata;
  return { ...labels, [namespaceNameLabel]: name };
}
