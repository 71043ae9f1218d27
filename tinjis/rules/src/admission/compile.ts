import type { At, FieldPath, Resource } from '../objects/located.ts';
import { compileExpression, roots, type Compiled, type Program } from './cel.ts';
import { type MatchResources, type ValidatingAdmissionPolicy, policyDefect } from './policy.ts';
import { memoized } from '../memo.ts';

/** A policy with its expressions compiled once, for thousands of requests. */
export interface CompiledPolicy {
  readonly name: string;
  /** Whether a failing expression refuses the request. */
  readonly failClosed: boolean;
  readonly conditions: readonly Program[];
  readonly variables: ReadonlyMap<string, Program>;
  readonly validations: readonly CompiledValidation[];
  at(path?: FieldPath): At;
}

export interface CompiledValidation {
  readonly path: FieldPath;
  readonly expression: string;
  readonly program: Program;
  readonly message?: string;
  readonly messageProgram?: Program;
}

/** A field that keeps a document from being evaluated faithfully. */
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
 * The requests `policy` is about; every one where that is not readable. To be asked first: compiling costs far more,
 * and most policies are about other requests.
 */
export const constraintsOf = memoized(({ object }: Resource<ValidatingAdmissionPolicy>): MatchResources =>
  policyDefect(object) ? {} : object.spec.matchConstraints,
);

/** Compiles `policy`, once for each resource. Never throws. */
export const compilePolicy = memoized(prepare);

function prepare(policy: Resource<ValidatingAdmissionPolicy>): CompiledPolicy | Obstructed {
  const defect = policyDefect(policy.object);
  if (defect) return { obstacle: { code: 'admission/invalid-policy', ...defect } };

  const { failurePolicy, matchConditions = [], variables = [], validations = [] } = policy.object.spec;
  const conditions = matchConditions.map(({ expression }, i) =>
    expressionAt(['spec', 'matchConditions', i, 'expression'], expression, roots),
  );
  const named = variables.map(({ name, expression }, i) => ({
    name,
    ...expressionAt(['spec', 'variables', i, 'expression'], expression),
  }));
  const rules = validations.map(({ expression }, i) =>
    expressionAt(['spec', 'validations', i, 'expression'], expression),
  );
  const messages = validations.map(({ messageExpression }, i) =>
    messageExpression ? [expressionAt(['spec', 'validations', i, 'messageExpression'], messageExpression)] : [],
  );

  const [obstacle] = [
    ...unreadParts(policy.object.spec),
    ...[conditions, named, rules, ...messages].flat().flatMap(obstacleIn),
  ];
  if (obstacle) return { obstacle };
  return {
    name: policy.object.metadata.name,
    failClosed: failurePolicy !== 'Ignore',
    conditions: conditions.map(programOf),
    variables: new Map(named.map((variable) => [variable.name, programOf(variable)])),
    validations: validations.map(({ expression, message }, i) => ({
      path: ['spec', 'validations', i, 'expression'],
      expression,
      program: programOf(rules[i] as Expression),
      ...(message && { message }),
      ...(messages[i]?.[0] && { messageProgram: programOf(messages[i][0]) }),
    })),
    at: (path) => policy.at(path),
  };
}

interface Expression {
  readonly path: FieldPath;
  readonly compiled: Compiled;
}

function expressionAt(
  path: FieldPath,
  expression: string,
  names: readonly string[] = [...roots, 'variables'],
): Expression {
  return { path, compiled: compileExpression(expression, names) };
}

function obstacleIn({ path, compiled }: Expression): readonly Obstacle[] {
  return 'unsupported' in compiled ? [{ code: 'admission/unsupported-policy', rule: compiled.unsupported, path }] : [];
}

/** To be asked only of expressions in which there is no obstacle. */
function programOf({ compiled }: Expression): Program {
  return (compiled as Extract<Compiled, { readonly program: Program }>).program;
}

/** Parts that may refuse a request and are not evaluated here: no policy of ours has any. */
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
