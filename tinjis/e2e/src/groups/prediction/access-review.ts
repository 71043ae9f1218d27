import type { ResourceRequest } from '@tinjis/rules/rbac/request';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { granted } from '@tinjis/cluster/kubernetes/answer';
import type { RightsSubject } from './live-rules.ts';
import type { PolicyRule, RbacRules } from '@tinjis/rules/rbac/grants';
import { kinds } from '@tinjis/rules/objects/kinds';
import type { Discovery } from '@tinjis/cluster/kubernetes/discovery';

interface AccessReview {
  readonly allowed: boolean;
  /** The authorizer's own words. */
  readonly reason: string;
}

const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

/** Asks the API server how it would answer somebody's request: a SubjectAccessReview. */
export async function accessReview(
  admin: Kubernetes,
  { user, groups }: RightsSubject,
  request: ResourceRequest,
): Promise<AccessReview> {
  const { verb, group, resource, subresource, name, namespace } = request;
  // Undefined fields are not sent.
  const resourceAttributes = { verb, group, resource, subresource, name, namespace };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, resourceAttributes },
  };
  const answer = await admin.request<{ status: { allowed: boolean; reason?: string } }>({ method: 'POST', path, body });
  const { allowed, reason = '' } = granted('a SubjectAccessReview', answer).status;
  return { allowed, reason };
}

/** A resource or subresource that rights may cover. */
interface RightsTarget {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespaced: boolean;
}

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'] as const;

/** Verbs that exist only for some resources, and that give more than they seem to. */
const special: readonly (readonly [string, string, readonly string[]])[] = [
  ['', 'serviceaccounts', ['impersonate']],
  ['', 'users', ['impersonate']],
  ['', 'groups', ['impersonate']],
  ['rbac.authorization.k8s.io', 'roles', ['escalate', 'bind']],
  ['rbac.authorization.k8s.io', 'clusterroles', ['escalate', 'bind']],
  ['certificates.k8s.io', 'signers', ['approve', 'sign']],
];

/** Everything the cluster serves and everything `tinjis can` knows, each once. */
export async function targetsOf(discovery: Discovery): Promise<readonly RightsTarget[]> {
  const found = new Map<string, RightsTarget>();
  const keep = (target: RightsTarget): void =>
    void found.set([target.group, target.resource, target.subresource ?? ''].join('/'), target);
  for (const { group, resource, namespaced } of kinds) {
    keep({ group, resource, namespaced });
  }
  for (const version of await discovery.versions()) {
    const group = version.includes('/') ? (version.split('/')[0] ?? '') : '';
    for (const { name, namespaced } of await discovery.resourcesOf(version)) {
      const [resource = '', subresource] = name.split('/');
      keep({ group, resource, namespaced, ...(subresource !== undefined && { subresource }) });
    }
  }
  return [...found.values()];
}

/** Every possible question about these resources, in these namespaces and in the cluster as a whole. */
export function requestsFor(
  targets: readonly RightsTarget[],
  namespaces: readonly string[],
): readonly ResourceRequest[] {
  const places = (namespaced: boolean): readonly (string | undefined)[] =>
    namespaced ? [...namespaces, undefined] : [undefined];
  const about = ({ namespaced, ...target }: RightsTarget, asked: readonly string[]): ResourceRequest[] =>
    asked.flatMap((verb) =>
      places(namespaced).map((namespace) => ({ verb, ...target, ...(namespace !== undefined && { namespace }) })),
    );
  return [
    ...targets.flatMap((target) => about(target, verbs)),
    ...special.flatMap(([group, resource, asked]) =>
      about({ group, resource, namespaced: resource === 'serviceaccounts' || resource === 'roles' }, asked),
    ),
  ];
}

/** Questions about rights that rules grant by an object's name: the same questions, with such a name in them. */
export function namedRequests(
  { roles, clusterRoles }: RbacRules,
  namespaces: readonly string[],
): readonly ResourceRequest[] {
  const rules: readonly PolicyRule[] = [...roles, ...clusterRoles].flatMap(({ object }) => object.rules ?? []);
  const requests = rules.flatMap(({ apiGroups, resources, resourceNames, verbs: granted }) =>
    (apiGroups ?? []).flatMap((group) =>
      (resources ?? []).flatMap((each) =>
        (resourceNames ?? []).flatMap((name) => {
          const [resource = '', subresource] = each.split('/');
          // A create or a deletecollection names no object: the API server never sees a name there.
          const asked = granted.filter((verb) => verb !== '*' && verb !== 'create' && verb !== 'deletecollection');
          return asked.flatMap((verb) =>
            [...namespaces, undefined].map((namespace): ResourceRequest => ({
              verb,
              group,
              resource,
              name,
              ...(subresource !== undefined && { subresource }),
              ...(namespace !== undefined && { namespace }),
            })),
          );
        }),
      ),
    ),
  );
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
}
