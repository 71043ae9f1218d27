/** Something asked of the API server: of a resource, or of a plain path. */
export type RbacRequest = ResourceRequest | PathRequest;

export interface ResourceRequest {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural, as in `deployments`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  /** Absent or empty: of the cluster, or of all namespaces. */
  readonly namespace?: string;
}

export interface PathRequest {
  readonly verb: string;
  readonly path: string;
}

/** A request with what the authorizer is really asked. */
export type Asked = PathRequest | Required<ResourceRequest>;

/**
 * What the API server's authorizer gets to see of a request (apiserver, RequestInfoFactory, 1.36).
 *
 * Creating an object and deleting a collection carry no name, so a rule with resourceNames never grants them. A
 * namespace that is asked for by name counts as being in itself: a RoleBinding there may grant it.
 */
export function asAuthorizerSees(request: RbacRequest): Asked {
  if ('path' in request) return request;
  const { verb, resource, subresource = '', name = '', namespace = '' } = request;
  const nameless = (verb === 'create' && subresource === '') || verb === 'deletecollection';
  const named =
    name !== '' && (['get', 'update', 'patch', 'delete'].includes(verb) || (verb === 'create' && subresource !== ''));
  return {
    ...request,
    subresource,
    name: nameless ? '' : name,
    namespace: resource === 'namespaces' && named ? name : namespace,
  };
}

/** `deployments.apps`, `pods/log`, or the path. */
export function resourceText(asked: Asked): string {
  if ('path' in asked) return asked.path;
  return `${asked.resource}${asked.group && `.${asked.group}`}${asked.subresource && `/${asked.subresource}`}`;
}
