import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

import type { FieldPath } from '../../model/located.ts';
import { labelSelectorSchema } from '../label-selector.ts';

const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: { type: 'string' }, minItems: 1 };

const resourceRules = {
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
  type: 'object',
  properties: {
    matchPolicy: { enum: ['Exact', 'Equivalent'] },
    namespaceSelector: labelSelectorSchema,
    objectSelector: labelSelectorSchema,
    resourceRules,
    excludeResourceRules: resourceRules,
  },
};

const named = { type: 'array', items: { type: 'object', required: ['name', 'expression'], properties: { name: text, expression: text } } };

const policySpec = {
  type: 'object',
  required: ['matchConstraints'],
  properties: {
    failurePolicy: { enum: ['Fail', 'Ignore'] },
    matchConstraints: { ...matchResources, required: ['resourceRules'], properties: { ...matchResources.properties, resourceRules: { ...resourceRules, minItems: 1 } } },
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
    matchResources,
  },
};

const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false });
const validatePolicy = ajv.compile({ type: 'object', required: ['spec'], properties: { spec: policySpec } });
const validateBinding = ajv.compile({ type: 'object', required: ['spec'], properties: { spec: bindingSpec } });

/** What keeps a document from being one which an API server would store. */
export interface Defect {
  readonly path: FieldPath;
  /** What is wrong, in words. */
  readonly rule: string;
}

/** The first thing about a ValidatingAdmissionPolicy that the API server would refuse, CEL left aside. */
export function policyDefect(policy: unknown): Defect | undefined {
  return defectOf(validatePolicy, policy);
}

/** The first thing about a ValidatingAdmissionPolicyBinding that the API server would refuse. */
export function bindingDefect(binding: unknown): Defect | undefined {
  return defectOf(validateBinding, binding);
}

function defectOf(validate: ValidateFunction, document: unknown): Defect | undefined {
  if (validate(document)) return undefined;
  const [{ instancePath, message }] = validate.errors as [ErrorObject];
  return { path: instancePath.split('/').slice(1).map((key) => (/^\d+$/.test(key) ? Number(key) : key)), rule: `${message}` };
}
