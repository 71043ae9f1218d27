import { type Defect, schemaCheck } from '../objects/schema.ts';
import type { FieldPath } from '../objects/located.ts';
import type {
  MatchResources,
  NamedExpression,
  ParamRef,
  ResourceRule,
  Validation,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from './policy.ts';

/**
 * The faults for which the API server refuses a policy that has the right shape, leaving CEL aside: those of
 * `ValidateValidatingAdmissionPolicy` in `k8s.io/kubernetes/pkg/apis/admissionregistration/validation`, in its words.
 */
export function* policyFaults({ metadata, spec }: ValidatingAdmissionPolicy): Generator<Defect> {
  if (!subdomain.test(metadata.name)) yield { path: ['metadata', 'name'], rule: subdomainRule };
  if (spec.paramKind) yield* paramKindFaults(spec.paramKind);
  yield* matchFaults(spec.matchConstraints, ['spec', 'matchConstraints']);
  yield* conditionFaults(spec.matchConditions ?? []);
  for (const [i, { name, expression }] of (spec.variables ?? []).entries()) {
    if (!isIdentifier(name)) yield { path: ['spec', 'variables', i, 'name'], rule: 'must be a valid CEL identifier' };
    if (isBlank(expression))
      yield { path: ['spec', 'variables', i, 'expression'], rule: 'expression is not specified' };
  }
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length === 0 && auditAnnotations.length === 0) {
    yield { path: ['spec', 'validations'], rule: 'validations or auditAnnotations must contain at least one item' };
  }
  for (const [i, validation] of validations.entries()) {
    yield* validationFaults(validation, ['spec', 'validations', i]);
  }
  yield* auditFaults(metadata.name, auditAnnotations);
}

/** The faults for which the API server refuses a binding that has the right shape. */
export function* bindingFaults({ metadata, spec }: ValidatingAdmissionPolicyBinding): Generator<Defect> {
  if (!subdomain.test(metadata.name)) yield { path: ['metadata', 'name'], rule: subdomainRule };
  if (!subdomain.test(spec.policyName)) yield { path: ['spec', 'policyName'], rule: subdomainRule };
  if (spec.paramRef) yield* paramRefFaults(spec.paramRef);
  yield* matchFaults(spec.matchResources ?? {}, ['spec', 'matchResources']);
  const path = ['spec', 'validationActions'];
  yield* duplicates(spec.validationActions, path);
  if (spec.validationActions.includes('Deny') && spec.validationActions.includes('Warn')) {
    yield { path, rule: 'must not contain both Deny and Warn' };
  }
}

function* matchFaults(
  { resourceRules = [], excludeResourceRules = [] }: MatchResources,
  path: FieldPath,
): Generator<Defect> {
  for (const [field, rules] of Object.entries({ resourceRules, excludeResourceRules })) {
    for (const [i, rule] of rules.entries()) {
      yield* ruleFaults(rule, [...path, field, i]);
    }
  }
}

function* ruleFaults(
  { operations, apiGroups, apiVersions, resources, resourceNames = [] }: ResourceRule,
  path: FieldPath,
): Generator<Defect> {
  for (const [i, name] of resourceNames.entries()) {
    if (!pathSegment.test(name)) yield { path: [...path, 'resourceNames', i], rule: segmentRule };
  }
  yield* duplicates(resourceNames, [...path, 'resourceNames']);
  for (const [field, list, what] of [
    ['operations', operations, 'operations'],
    ['apiGroups', apiGroups, 'API groups'],
    ['apiVersions', apiVersions, 'API versions'],
  ] as const) {
    if (list.length > 1 && list.some((item) => item === '*')) {
      yield { path: [...path, field], rule: `if '*' is present, must not specify other ${what}` };
    }
  }
  for (const [field, list] of Object.entries({ apiVersions, resources })) {
    for (const [i, item] of list.entries()) {
      if (item === '') yield { path: [...path, field, i], rule: 'must not be empty' };
    }
  }
  yield* resourceFaults(resources, [...path, 'resources']);
}

/** A wildcard stands alone: what it covers must not be named beside it. */
function* resourceFaults(resources: readonly string[], path: FieldPath): Generator<Defect> {
  const covered = new Set<string>();
  let plain = false;
  for (const [i, resource] of resources.entries()) {
    const [name, subresource] = resource.split(/\/(.*)/s) as [string, string?];
    if (subresource === undefined) {
      // The last resource of this form decides, as in the API server.
      plain = resource !== '*';
      continue;
    }
    const wildcard = [`${name}/*`, `*/${subresource}`].find((one) => covered.has(one));
    if (wildcard) yield { path: [...path, i], rule: `if '${wildcard}' is present, must not specify ${resource}` };
    if (subresource === '*') covered.add(`${name}/*`);
    if (name === '*') covered.add(`*/${subresource}`);
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    yield { path, rule: "if '*/*' is present, must not specify other resources" };
  }
  if (plain && resources.includes('*')) {
    yield { path, rule: "if '*' is present, must not specify other resources without subresources" };
  }
}

function* conditionFaults(conditions: readonly NamedExpression[]): Generator<Defect> {
  const path = ['spec', 'matchConditions'];
  if (conditions.length > 64) yield { path, rule: 'must have at most 64 items' };
  for (const [i, { name, expression }] of conditions.entries()) {
    if (isBlank(expression)) yield { path: [...path, i, 'expression'], rule: 'expression is not specified' };
    if (!qualifiedName.test(name)) yield { path: [...path, i, 'name'], rule: qualifiedNameRule };
  }
  const names = conditions.map(({ name }) => name);
  for (const { path: at, rule } of duplicates(names, path)) {
    yield { path: [...at, 'name'], rule };
  }
}

function* validationFaults({ expression, message, messageExpression }: Validation, path: FieldPath): Generator<Defect> {
  if (isBlank(expression)) yield { path: [...path, 'expression'], rule: 'expression is not specified' };
  for (const [field, value] of Object.entries({ messageExpression, message })) {
    if (value && isBlank(value)) yield { path: [...path, field], rule: 'must be non-empty if specified' };
  }
  if (/[\n\r]/.test(message?.trim() ?? '')) yield { path: [...path, 'message'], rule: 'must not contain line breaks' };
}

function* auditFaults(
  policy: string,
  annotations: NonNullable<ValidatingAdmissionPolicy['spec']['auditAnnotations']>,
): Generator<Defect> {
  const path = ['spec', 'auditAnnotations'];
  if (annotations.length > 20) yield { path, rule: 'must not have more than 20 auditAnnotations' };
  for (const [i, { key, valueExpression }] of annotations.entries()) {
    if (!qualifiedName.test(`${policy}/${key}`)) yield { path: [...path, i, 'key'], rule: qualifiedNameRule };
    const at = [...path, i, 'valueExpression'];
    if (isBlank(valueExpression)) yield { path: at, rule: 'valueExpression is not specified' };
    if (Buffer.byteLength(valueExpression.trim()) > 5 * 1024)
      yield { path: at, rule: 'must not exceed 5120 bytes in length' };
  }
  const keys = annotations.map(({ key }) => key);
  for (const { path: at, rule } of duplicates(keys, path)) {
    yield { path: [...at, 'key'], rule };
  }
}

function* paramKindFaults({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): Generator<Defect> {
  if (!groupVersion.test(apiVersion)) {
    yield { path: ['spec', 'paramKind', 'apiVersion'], rule: 'must be a group and a version' };
  }
  if (!kindName.test(kind.toLowerCase())) yield { path: ['spec', 'paramKind', 'kind'], rule: 'must be a DNS label' };
}

function* paramRefFaults({ name = '', selector }: ParamRef): Generator<Defect> {
  const path = ['spec', 'paramRef'];
  if (!pathSegment.test(name)) yield { path: [...path, 'name'], rule: segmentRule };
  if (name !== '' && selector) yield { path: [...path, 'name'], rule: 'name and selector are mutually exclusive' };
  if (name === '' && !selector) yield { path, rule: 'one of name or selector must be specified' };
}

function* duplicates(items: readonly string[], path: FieldPath): Generator<Defect> {
  for (const [i, item] of items.entries()) {
    if (items.indexOf(item) < i) yield { path: [...path, i], rule: `duplicate value: ${JSON.stringify(item)}` };
  }
}

const subdomainRule = 'must be a lowercase RFC 1123 subdomain';
const qualifiedNameRule = 'must be a qualified name: letters, digits, "-", "_" and ".", with an optional DNS prefix';
const segmentRule = "may not be '.' or '..', and may not contain '/' or '%'";

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dnsSubdomain = `(?=[^/]{1,253}(?:/|$))${label}(\\.${label})*`;
const subdomain = new RegExp(`^${dnsSubdomain}$`);
const qualifiedName = new RegExp(`^(${dnsSubdomain}/)?(?=[^/]{1,63}$)([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$`);
/** `IsDNS1035Label`. */
const versionOrKind = '(?=[^/]{1,63}$)[a-z]([-a-z0-9]*[a-z0-9])?';
const groupVersion = new RegExp(`^(${dnsSubdomain}/|/)?${versionOrKind}$`);
const kindName = new RegExp(`^${versionOrKind}$`);
const pathSegment = /^(?!\.{1,2}$)[^/%]*$/;

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

function isIdentifier(name: string): boolean {
  return !reserved.has(name) && /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name);
}

function isBlank(expression: string): boolean {
  return expression.trim() === '';
}

/** The first fault for which a policy cannot be read at all. */
export const policyShapeDefect = schemaCheck('ValidatingAdmissionPolicy');

const bindingShapeDefect = schemaCheck('ValidatingAdmissionPolicyBinding');

/** The first fault for which the API server would refuse a ValidatingAdmissionPolicy, leaving CEL aside. */
export function policyDefect(policy: ValidatingAdmissionPolicy): Defect | undefined {
  return policyShapeDefect(policy) ?? first(policyFaults(policy));
}

/** The first fault for which the API server would refuse a ValidatingAdmissionPolicyBinding. */
export function bindingDefect(binding: ValidatingAdmissionPolicyBinding): Defect | undefined {
  return bindingShapeDefect(binding) ?? first(bindingFaults(binding));
}

function first(defects: Iterable<Defect>): Defect | undefined {
  const [defect] = defects;
  return defect;
}
