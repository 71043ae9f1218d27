import { selector } from './parts.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text, minItems: 1 };

export const resourceRules = {
  $id: 'resource-rules',
  type: 'array',
  items: {
    type: 'object',
    required: ['operations', 'apiGroups', 'apiVersions', 'resources'],
    additionalProperties: false,
    properties: {
      operations: { type: 'array', minItems: 1, items: { enum: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*'] } },
      apiGroups: texts,
      apiVersions: texts,
      resources: texts,
      resourceNames: { type: 'array', items: text },
      scope: { enum: ['Cluster', 'Namespaced', '*'] },
    },
  },
};

export const matchResources = {
  $id: 'match-resources',
  type: 'object',
  additionalProperties: false,
  properties: {
    matchPolicy: { enum: ['Exact', 'Equivalent'] },
    namespaceSelector: selector,
    objectSelector: selector,
    resourceRules: { $ref: 'resource-rules' },
    excludeResourceRules: { $ref: 'resource-rules' },
  },
};

const objects = (properties: object, required: readonly string[]): object => ({
  type: 'array',
  items: { type: 'object', required, additionalProperties: false, properties },
});
const named = objects({ name: text, expression: text }, ['name', 'expression']);

const policySpec = {
  type: 'object',
  required: ['matchConstraints'],
  additionalProperties: false,
  properties: {
    failurePolicy: { enum: ['Fail', 'Ignore'] },
    paramKind: {
      type: 'object',
      required: ['apiVersion', 'kind'],
      additionalProperties: false,
      properties: { apiVersion: text, kind: text },
    },
    matchConstraints: {
      $ref: 'match-resources',
      required: ['resourceRules'],
      properties: { resourceRules: { minItems: 1 } },
    },
    matchConditions: named,
    variables: named,
    validations: objects(
      {
        expression: text,
        message: text,
        messageExpression: text,
        reason: { enum: ['Forbidden', 'Invalid', 'RequestEntityTooLarge'] },
      },
      ['expression'],
    ),
    auditAnnotations: objects({ key: text, valueExpression: text }, ['key', 'valueExpression']),
  },
};

const bindingSpec = {
  type: 'object',
  required: ['policyName', 'validationActions'],
  additionalProperties: false,
  properties: {
    policyName: text,
    paramRef: {
      type: 'object',
      required: ['parameterNotFoundAction'],
      additionalProperties: false,
      properties: {
        name: text,
        namespace: text,
        selector: selector,
        parameterNotFoundAction: { enum: ['Allow', 'Deny'] },
      },
    },
    validationActions: { type: 'array', minItems: 1, items: { enum: ['Deny', 'Warn', 'Audit'] } },
    matchResources: { $ref: 'match-resources' },
  },
};

const documentWith = (spec: object): object => ({
  type: 'object',
  required: ['metadata', 'spec'],
  properties: { metadata: { type: 'object', required: ['name'], properties: { name: text } }, spec },
});

/** JSON Schema of a ValidatingAdmissionPolicy. */
export const admissionPolicySchema = documentWith(policySpec);

/** JSON Schema of a ValidatingAdmissionPolicyBinding. */
export const admissionBindingSchema = documentWith(bindingSpec);
