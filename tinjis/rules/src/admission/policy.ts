import type { KubernetesObject } from '../objects/located.ts';
import { type LabelSelector, labelSelectorSchema } from '../label-selector.ts';
import { schemaCheck } from '../objects/schema.ts';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicy. Without a binding it does nothing. */
export interface ValidatingAdmissionPolicy extends KubernetesObject {
  readonly spec: {
    readonly failurePolicy?: 'Fail' | 'Ignore';
    readonly paramKind?: unknown;
    readonly matchConstraints: MatchResources;
    readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
    readonly variables?: readonly { readonly name: string; readonly expression: string }[];
    readonly validations?: readonly Validation[];
    readonly auditAnnotations?: readonly unknown[];
  };
}

export interface Validation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
}

/**
 * `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicyBinding: where a policy holds, and the effect of a breach.
 */
export interface ValidatingAdmissionPolicyBinding extends KubernetesObject {
  readonly spec: {
    readonly policyName: string;
    readonly validationActions: readonly ('Deny' | 'Warn' | 'Audit')[];
    readonly matchResources?: MatchResources;
  };
}

/**
 * The requests it means. Without a list of rules it means every request here, but no request in `matchConstraints`,
 * which needs a list.
 */
export interface MatchResources {
  readonly matchPolicy?: 'Exact' | 'Equivalent';
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly ResourceRule[];
  readonly excludeResourceRules?: readonly ResourceRule[];
}

export interface ResourceRule {
  readonly operations: readonly (AdmissionOperation | '*')[];
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: 'Cluster' | 'Namespaced' | '*';
}

export type Namespace = KubernetesObject;

const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: { type: 'string' }, minItems: 1 };

// Schemas refer to these by name instead of repeating them: most of a cold start goes into compiling schemas.
const resourceRules = {
  $id: 'resource-rules',
  type: 'array',
  items: {
    type: 'object',
    required: ['operations', 'apiGroups', 'apiVersions', 'resources'],
    properties: {
      operations: { type: 'array', minItems: 1, items: { enum: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*'] } },
      apiGroups: texts,
      apiVersions: texts,
      resources: texts,
      resourceNames: { type: 'array', items: { type: 'string' } },
      scope: { enum: ['Cluster', 'Namespaced', '*'] },
    },
  },
};

const matchResources = {
  $id: 'match-resources',
  type: 'object',
  properties: {
    matchPolicy: { enum: ['Exact', 'Equivalent'] },
    namespaceSelector: { $ref: labelSelectorSchema.$id },
    objectSelector: { $ref: labelSelectorSchema.$id },
    resourceRules: { $ref: 'resource-rules' },
    excludeResourceRules: { $ref: 'resource-rules' },
  },
};

const named = {
  type: 'array',
  items: { type: 'object', required: ['name', 'expression'], properties: { name: text, expression: text } },
};

const policySpec = {
  type: 'object',
  required: ['matchConstraints'],
  properties: {
    failurePolicy: { enum: ['Fail', 'Ignore'] },
    matchConstraints: {
      $ref: 'match-resources',
      required: ['resourceRules'],
      properties: { resourceRules: { minItems: 1 } },
    },
    matchConditions: named,
    variables: named,
    validations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['expression'],
        properties: { expression: text, message: { type: 'string' }, messageExpression: { type: 'string' } },
      },
    },
    auditAnnotations: { type: 'array' },
  },
};

const bindingSpec = {
  type: 'object',
  required: ['policyName', 'validationActions'],
  properties: {
    policyName: text,
    validationActions: { type: 'array', minItems: 1, items: { enum: ['Deny', 'Warn', 'Audit'] } },
    matchResources: { $ref: 'match-resources' },
  },
};

const documentWith = (spec: object): object => ({ type: 'object', required: ['spec'], properties: { spec } });

/** The first fault for which the API server would refuse a ValidatingAdmissionPolicy, leaving CEL aside. */
export const policyDefect = schemaCheck(documentWith(policySpec), [resourceRules, matchResources]);

/** The first fault for which the API server would refuse a ValidatingAdmissionPolicyBinding. */
export const bindingDefect = schemaCheck(documentWith(bindingSpec), [resourceRules, matchResources]);
