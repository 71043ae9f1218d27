import { kindOf } from '@tinjis/rules/objects/kinds';
import type { At, Resource } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';

/** A resource moved to a namespace by a kustomization, which is where that field is then located. */
export function inNamespace(resource: Resource, namespace: string, at: At): Resource {
  const { object } = resource;
  if (!kindOf(groupOf(object), object.kind).namespaced) return resource;
  return {
    object: { ...object, metadata: { ...object.metadata, namespace } },
    at: (path = []) => (path[0] === 'metadata' && path[1] === 'namespace' ? at : resource.at(path)),
  };
}
