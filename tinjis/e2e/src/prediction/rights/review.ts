import type { ResourceRequest } from '@tinjis/rules/rbac/request';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { granted } from '@tinjis/cluster/kubernetes/refusal';
import type { RightsSubject } from './subjects.ts';

export interface AccessReview {
  readonly allowed: boolean;
  /** The authorizer's own words. */
  readonly reason: string;
}

const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

/** Asks the API server what it would say to somebody: a SubjectAccessReview. */
export async function accessReview(
  admin: Kubernetes,
  { user, groups }: RightsSubject,
  request: ResourceRequest,
): Promise<AccessReview> {
  const { verb, group, resource, subresource, name, namespace } = request;
  // What is undefined is not sent.
  const resourceAttributes = { verb, group, resource, subresource, name, namespace };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, resourceAttributes },
  };
  const answer = await admin.request<{ status: { allowed: boolean; reason?: string } }>({ method: 'POST', path, body });
  const {
    status: { allowed, reason = '' },
  } = granted('a SubjectAccessReview', answer);
  return { allowed, reason };
}
