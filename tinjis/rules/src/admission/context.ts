import type { CelInput } from '@bufbuild/cel';
import type { Resource } from '../objects/located.ts';
import type { Program } from './cel.ts';
import { labelsOf, type AdmissionRequest, type Subject } from './request.ts';
import { lazyMap, toCelInput, toCelInputOnce } from './value.ts';
import { memoized } from '../memo.ts';

export type Bindings = Readonly<Record<string, CelInput>>;

/**
 * What expressions may name, of one request: `object`, `oldObject`, `request` and `namespaceObject`.
 * Empty fields of the request are absent, as `omitempty` leaves them (`cel.CreateAdmissionRequest`).
 */
export function bindingsOf(request: AdmissionRequest, subject: Subject): Bindings {
  return {
    object: toCelInputOnce(subject.object),
    oldObject: toCelInputOnce(subject.oldObject),
    request: toCelInput(describe(request, subject)),
    namespaceObject: namespaceOf(subject),
  };
}

/**
 * The same with `variables`, each evaluated when it is first asked for.
 * @param variables in their order: each may use those before it
 */
export function withVariables(bindings: Bindings, variables: ReadonlyMap<string, Program>): Bindings {
  const all: Record<string, CelInput> = { ...bindings };
  all['variables'] = lazyMap(new Map([...variables].map(([name, program]) => [name, () => program(all)])));
  return all;
}

function describe(
  { operation, resource, user }: AdmissionRequest,
  { object, oldObject, name, namespaceName }: Subject,
): unknown {
  const { apiVersion = '', kind = '' } = object ?? oldObject ?? {};
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const kinds = { group, version, kind };
  const resources = { group: resource.group, version: resource.version, resource: resource.resource };
  return {
    kind: kinds,
    resource: resources,
    requestKind: kinds,
    requestResource: resources,
    ...(resource.subresource && { subResource: resource.subresource, requestSubResource: resource.subresource }),
    ...(name && { name }),
    ...(namespaceName && { namespace: namespaceName }),
    operation,
    userInfo: { ...(user.name && { username: user.name }), ...(user.groups.length > 0 && { groups: user.groups }) },
    dryRun: false,
  };
}

/** Null for cluster-wide objects, Namespaces among them. Of its metadata only what a manifest says is known. */
function namespaceOf({ isNamespace, namespaceName, namespace }: Subject): CelInput {
  return isNamespace || namespaceName === '' || !namespace ? null : namespaceInput(namespace);
}

const namespaceInput = memoized((namespace: Resource): CelInput => {
  const { name, annotations } = namespace.object.metadata;
  return toCelInput({ metadata: { name, labels: labelsOf(namespace), ...(annotations && { annotations }) } });
});
