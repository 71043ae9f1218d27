import { kindOf } from '../../model/kinds.ts';
import type { At, Resource } from '../../model/located.ts';
import { groupOf } from '../../model/objects.ts';

/** A resource moved to a namespace by a kustomization, which is where that field is then located. */
export function inNamespace(resource: Resource, namespace: string, at: At): Resource {
  const { object } = resource;
  if (!kindOf(groupOf(object), object.kind).namespaced) return resource;
  return {
    object: { ...object, metadata: { ...object.metadata, namespace } },
    at: (path = []) => (path[0] === 'metadata' && path[1] === 'namespace' ? at : resource.at(path)),
  };
}
