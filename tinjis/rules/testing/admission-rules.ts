import type {
  MatchResources,
  Namespace,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../src/admission/policy.ts';
import type { AdmissionRequest } from '../src/admission/request.ts';
import type { KubernetesObject } from '../src/objects/located.ts';
import { resource } from './resource.ts';

type PolicySpec = ValidatingAdmissionPolicy['spec'];

export const everything: MatchResources = {
  resourceRules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }],
};

/** A policy about every request, unless told otherwise. */
export function policy(spec: Partial<PolicySpec>, name = 'policy'): ValidatingAdmissionPolicy {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: { matchConstraints: everything, validations: [{ expression: 'true' }], ...spec },
  };
}

export function binding(
  spec: Partial<ValidatingAdmissionPolicyBinding['spec']> = {},
  name = 'binding',
): ValidatingAdmissionPolicyBinding {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: 'policy', validationActions: ['Deny'], ...spec },
  };
}

type Texts = Readonly<Record<string, string>>;

export function namespace(name: string, labels?: Texts, annotations?: Texts): Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(labels && { labels }), ...(annotations && { annotations }) },
  };
}

/** A developer's request to make `object`, unless told otherwise. */
export function request(object: KubernetesObject | undefined, more: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return {
    operation: 'CREATE',
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    user: { name: 'payments-dev', groups: ['tinjis:payments'] },
    ...(object && { object: resource(object) }),
    ...more,
  };
}

export function configMap(name = 'settings', more: object = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'payments' }, ...more };
}
