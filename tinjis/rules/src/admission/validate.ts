import type { Reason } from '../ruling.ts';
import type { CompiledPolicy, CompiledValidation } from './compile.ts';
import { withVariables, type Bindings, outcomeOf } from './bindings.ts';

/**
 * Whether `policy`, which matches the request, would refuse it: {@link validate} without its reasons, and up to the
 * first.
 */
export function refuses(policy: CompiledPolicy, bindings: Bindings): boolean {
  const state = conditionsOf(policy, bindings);
  if (state !== 'met') return state !== 'not met' && policy.failClosed;
  const all = withVariables(bindings, policy.variables);
  return policy.validations.some(({ program }) => {
    const outcome = outcomeOf(program(all));
    return typeof outcome === 'object' ? policy.failClosed : !outcome;
  });
}

/**
 * Why `policy`, which matches the request, would refuse it; nothing if it would not.
 * After `validator.Validate` of `k8s.io/apiserver/pkg/admission/plugin/policy/validating`; evaluation costs are not
 * counted.
 *
 * @param binding name of the binding that puts the policy in force
 */
export function validate(policy: CompiledPolicy, binding: string, bindings: Bindings): readonly Reason[] {
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

/**
 * matchConditions see neither variables nor the namespace; one that is false settles it, whatever the others fail with.
 */
function conditionsOf(policy: CompiledPolicy, bindings: Bindings): 'met' | 'not met' | { readonly error: string } {
  const outcomes = policy.conditions.map((condition) => outcomeOf(condition({ ...bindings, namespaceObject: null })));
  if (outcomes.includes(false)) return 'not met';
  return outcomes.find((outcome) => typeof outcome === 'object') ?? 'met';
}

function denial(policy: CompiledPolicy, binding: string, validation: CompiledValidation, bindings: Bindings): Reason {
  return {
    code: 'admission/policy-denied',
    basis: 'forbidden',
    args: { policy: policy.name, binding, message: messageOf(validation, bindings) },
    at: policy.at(validation.path),
  };
}

function failure(policy: CompiledPolicy, binding: string, path: CompiledValidation['path'], error: string): Reason {
  return {
    code: 'admission/policy-failed',
    basis: 'forbidden',
    args: { policy: policy.name, binding, error },
    at: policy.at(path),
  };
}

/** The computed message if it is one line of text, else the fixed one, else the expression. */
function messageOf({ messageProgram, message = '', expression }: CompiledValidation, bindings: Bindings): string {
  const computed = messageProgram?.(bindings);
  const text = typeof computed === 'string' ? computed.trim() : '';
  return (text.includes('\n') ? '' : text) || message.trim() || `failed expression: ${expression.trim()}`;
}
