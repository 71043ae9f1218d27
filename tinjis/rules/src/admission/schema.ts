import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

import type { FieldPath } from '../objects/located.ts';
import { ownSchema } from '../objects/own-schema.ts';
import { labelSelectorSchema } from '../label-selector.ts';

const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: { type: 'string' }, minItems: 1 };

// Referred to by name, not repeated: compiling a schema is most of what a cold start costs.
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

let compiled: { readonly policy: ValidateFunction; readonly binding: ValidateFunction } | undefined;

/** Compiled when they are first needed. */
function validators(): NonNullable<typeof compiled> {
  const ajv = new Ajv({ strictTypes: false, ...ownSchema });
  ajv.addSchema([labelSelectorSchema, resourceRules, matchResources]);
  const document = (spec: object): ValidateFunction =>
    ajv.compile({ type: 'object', required: ['spec'], properties: { spec } });
  return { policy: document(policySpec), binding: document(bindingSpec) };
}

/** What keeps a document from being one which an API server would store. */
export interface Defect {
  readonly path: FieldPath;
  /** What is wrong, in words. */
  readonly rule: string;
}

/** The first thing about a ValidatingAdmissionPolicy that the API server would refuse, CEL left aside. */
export function policyDefect(policy: unknown): Defect | undefined {
  return defectOf('policy', policy);
}

/** The first thing about a ValidatingAdmissionPolicyBinding that the API server would refuse. */
export function bindingDefect(binding: unknown): Defect | undefined {
  return defectOf('binding', binding);
}

function defectOf(kind: 'policy' | 'binding', document: unknown): Defect | undefined {
  compiled ??= validators();
  const validate = compiled[kind];
  if (validate(document)) return undefined;
  const [{ instancePath, message }] = validate.errors as [ErrorObject];
  return {
    path: instancePath
      .split('/')
      .slice(1)
      .map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
    rule: `${message}`,
  };
}
