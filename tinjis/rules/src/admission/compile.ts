import type { At, FieldPath, Resource } from '../objects/located.ts';
import { compileExpression, type Compiled, type CelProgram } from './cel.ts';
import { declarations, type Declarations } from './type-check/declarations.ts';
import type { Expression as ParsedExpression } from './type-check/expression.ts';
import { bool, dyn, nothing, string, type CelKind } from './type-check/types.ts';
import type { MatchResources, ValidatingAdmissionPolicy } from './policy.ts';
import { policyDefect, policyShapeDefect } from './validation.ts';
import { memoized, memoizedText } from '../memo.ts';
import type { Reason } from '../ruling.ts';
import { withVariables, type Bindings, outcomeOf } from './bindings.ts';

/** A policy with its expressions compiled once, for thousands of requests. */
export interface CompiledAdmissionPolicy {
  readonly name: string;
  /** Whether a failing expression refuses the request. */
  readonly failClosed: boolean;
  /** Whether an expression looks at the request's namespace. */
  readonly readsNamespace: boolean;
  /** Every expression with its place. */
  readonly expressions: readonly { readonly path: FieldPath; readonly parsed: ParsedExpression }[];
  readonly conditions: readonly CelProgram[];
  readonly variables: ReadonlyMap<string, CelProgram>;
  readonly validations: readonly CompiledValidation[];
  at(path?: FieldPath): At;
}

export interface CompiledValidation {
  readonly path: FieldPath;
  readonly expression: string;
  readonly program: CelProgram;
  readonly message?: string;
  readonly messageProgram?: CelProgram;
}

/** A field that prevents a faithful evaluation of a document. */
export interface Obstacle {
  readonly code: 'admission/invalid-policy' | 'admission/unsupported-policy';
  readonly rule: string;
  readonly path: FieldPath;
}

/** A policy that cannot be evaluated. */
export interface Obstructed {
  readonly obstacle: Obstacle;
}

/**
 * The requests that `policy` is about; every request if that is not readable. Ask this first: compiling costs far more,
 * and most policies are about other requests.
 */
export const constraintsOf = memoized(({ object }: Resource<ValidatingAdmissionPolicy>): MatchResources =>
  policyShapeDefect(object) ? {} : object.spec.matchConstraints,
);

/** Compiles `policy`, once for each resource. Never throws. */
export const compilePolicy = memoized(
  (policy: Resource<ValidatingAdmissionPolicy>): CompiledAdmissionPolicy | Obstructed => {
    const defect = policyDefect(policy.object);
    if (defect) return { obstacle: { code: 'admission/invalid-policy', ...defect } };
    const { metadata, spec } = policy.object;
    const compiled = compiledSpec(JSON.stringify(spec));
    if ('obstacle' in compiled) return compiled;
    return { ...compiled, name: metadata.name, at: (path) => policy.at(path) };
  },
);

/** What a policy says, whatever its name and wherever it stands. */
type CompiledSpec = Omit<CompiledAdmissionPolicy, 'name' | 'at'>;

// Each cluster, and each variant of a tree, holds the same rules in objects of its own.
const compiledSpec = memoizedText((spec) => compileSpec(JSON.parse(spec) as ValidatingAdmissionPolicy['spec']));

function compileSpec(spec: ValidatingAdmissionPolicy['spec']): CompiledSpec | Obstructed {
  const { failurePolicy, matchConditions = [], variables = [], validations = [], auditAnnotations = [] } = spec;
  const params = spec.paramKind !== undefined;
  const conditions = matchConditions.map(({ expression }, i) =>
    // The API server trims conditions, and nothing else.
    expressionAt(['spec', 'matchConditions', i, 'expression'], expression.trim(), declarations({ params }), [bool]),
  );
  const types = new Map<string, CelKind>();
  const names = { params, ...(variables.length > 0 && { variables: types }) };
  const named = variables.map(({ name, expression }, i) => {
    const compiled = expressionAt(['spec', 'variables', i, 'expression'], expression, declarations(names));
    types.set(name, typeOfVariable(compiled));
    return { name, ...compiled };
  });
  const inRules = declarations(names);
  const rules = validations.map(({ expression }, i) =>
    expressionAt(['spec', 'validations', i, 'expression'], expression, inRules, [bool]),
  );
  const inMessages = declarations({ ...names, authorizer: false });
  const messages = validations.map(({ messageExpression }, i) =>
    messageExpression
      ? [expressionAt(['spec', 'validations', i, 'messageExpression'], messageExpression, inMessages, [string])]
      : [],
  );
  const audits = auditAnnotations.map(({ valueExpression }, i) =>
    expressionAt(['spec', 'auditAnnotations', i, 'valueExpression'], valueExpression.trim(), inRules, [
      string,
      nothing,
    ]),
  );

  const expressions = [conditions, named, rules, ...messages, audits].flat();
  const obstacles = [...expressions.flatMap(obstacleIn), ...unreadParts(spec)];
  // What the API server refuses counts first: such a policy is not in force at all.
  const obstacle = obstacles.find(({ code }) => code === 'admission/invalid-policy') ?? obstacles[0];
  if (obstacle) return { obstacle };
  return {
    failClosed: failurePolicy !== 'Ignore',
    readsNamespace: [named, rules, ...messages].flat().some((one) => usable(one).uses.has('namespaceObject')),
    expressions: expressions.map((one) => ({ path: one.path, parsed: usable(one).parsed })),
    conditions: conditions.map(programOf),
    variables: new Map(named.map((variable) => [variable.name, programOf(variable)])),
    validations: validations.map(({ expression, message }, i) => ({
      path: ['spec', 'validations', i, 'expression'],
      expression,
      program: programOf(rules[i] as Expression),
      ...(message && { message }),
      ...(messages[i]?.[0] && { messageProgram: programOf(messages[i][0]) }),
    })),
  };
}

interface Expression {
  readonly path: FieldPath;
  readonly compiled: Compiled;
}

function expressionAt(
  path: FieldPath,
  expression: string,
  declared: Declarations,
  wanted?: readonly CelKind[],
): Expression {
  return { path, compiled: compileExpression(expression, declared, wanted) };
}

/** An unknown type is dyn, as in the API server; a variable that is not evaluated here stops the policy anyway. */
function typeOfVariable({ compiled }: Expression): CelKind {
  return 'program' in compiled ? compiled.type : dyn;
}

function obstacleIn({ path, compiled }: Expression): readonly Obstacle[] {
  if ('refused' in compiled) return [{ code: 'admission/invalid-policy', rule: compiled.refused, path }];
  return 'unsupported' in compiled ? [{ code: 'admission/unsupported-policy', rule: compiled.unsupported, path }] : [];
}

/** Only for expressions without an obstacle. */
function usable({ compiled }: Expression): Extract<Compiled, { readonly program: CelProgram }> {
  return compiled as Extract<Compiled, { readonly program: CelProgram }>;
}

function programOf(expression: Expression): CelProgram {
  return usable(expression).program;
}

/** Parts that may refuse a request and are not evaluated here: no policy of ours has them. */
function unreadParts({ paramKind, auditAnnotations }: ValidatingAdmissionPolicy['spec']): Obstacle[] {
  const parts = { paramKind, auditAnnotations: auditAnnotations?.length ? auditAnnotations : undefined };
  return Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([field]) => ({
      code: 'admission/unsupported-policy',
      rule: `${field} is not supported`,
      path: ['spec', field],
    }));
}

/**
 * Whether `policy`, which matches the request, would refuse it: {@link validate} without its reasons, and up to the
 * first.
 */
export function refuses(policy: CompiledAdmissionPolicy, bindings: Bindings): boolean {
  const state = conditionsOf(policy, bindings);
  if (state !== 'met') return state !== 'not met' && policy.failClosed;
  const all = withVariables(bindings, policy.variables);
  return policy.validations.some(({ program }) => {
    const outcome = outcomeOf(program(all));
    return typeof outcome === 'object' ? policy.failClosed : !outcome;
  });
}

/**
 * Why `policy`, which matches the request, would refuse it; nothing if it would not. Follows `validator.Validate` in
 * `k8s.io/apiserver/pkg/admission/plugin/policy/validating`; evaluation costs are not counted.
 *
 * @param binding name of the binding that puts the policy in force
 */
export function validate(policy: CompiledAdmissionPolicy, binding: string, bindings: Bindings): readonly Reason[] {
  const state = conditionsOf(policy, bindings);
  if (state === 'not met') return [];
  if (state !== 'met')
    return policy.failClosed ? [failure(policy, binding, ['spec', 'matchConditions'], state.error)] : [];

  const all = withVariables(bindings, policy.variables);
  return policy.validations.flatMap((validation) => {
    const outcome = outcomeOf(validation.program(all));
    if (typeof outcome === 'object')
      return policy.failClosed ? [failure(policy, binding, validation.path, outcome.error)] : [];
    return outcome ? [] : [denial(policy, binding, validation, all)];
  });
}

/** matchConditions see neither variables nor the namespace; a false condition settles it, however the others fail. */
function conditionsOf(
  policy: CompiledAdmissionPolicy,
  bindings: Bindings,
): 'met' | 'not met' | { readonly error: string } {
  const outcomes = policy.conditions.map((condition) => outcomeOf(condition({ ...bindings, namespaceObject: null })));
  if (outcomes.includes(false)) return 'not met';
  return outcomes.find((outcome) => typeof outcome === 'object') ?? 'met';
}

function denial(
  policy: CompiledAdmissionPolicy,
  binding: string,
  validation: CompiledValidation,
  bindings: Bindings,
): Reason {
  return {
    code: 'admission/policy-denied',
    basis: 'forbidden',
    args: { policy: policy.name, binding, message: messageOf(validation, bindings) },
    at: policy.at(validation.path),
  };
}

function failure(
  policy: CompiledAdmissionPolicy,
  binding: string,
  path: CompiledValidation['path'],
  error: string,
): Reason {
  return {
    code: 'admission/policy-failed',
    basis: 'forbidden',
    args: { policy: policy.name, binding, error },
    at: policy.at(path),
  };
}

/** The computed message if it is one line of text, else the fixed message, else the expression. */
function messageOf({ messageProgram, message = '', expression }: CompiledValidation, bindings: Bindings): string {
  const computed = messageProgram?.(bindings);
  const text = typeof computed === 'string' ? computed.trim() : '';
  return (text.includes('\n') ? '' : text) || message.trim() || `failed expression: ${expression.trim()}`;
}
