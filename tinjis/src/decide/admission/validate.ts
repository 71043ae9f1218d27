import type { Reason } from '../decision.ts';
import type { CompiledPolicy, CompiledValidation } from './compile.ts';
import { withVariables, type Bindings } from './context.ts';
import { outcomeOf } from './value.ts';

/**
 * Why `policy`, which matches the request, would refuse it; nothing if it would not.
 * After `validator.Validate` of `k8s.io/apiserver/pkg/admission/plugin/policy/validating`; evaluation costs are not counted.
 *
 * @param binding name of the binding that puts the policy in force
 */
export function validate(policy: CompiledPolicy, binding: string, bindings: Bindings): readonly Reason[] {
  // matchConditions see neither variables nor the namespace; one that is false settles it, whatever the others fail with.
  const conditions = policy.conditions.map((condition) => outcomeOf(condition({ ...bindings, namespaceObject: null })));
  if (conditions.includes(false)) return [];
  const failed = conditions.find((outcome) => typeof outcome === 'object');
  if (failed) return policy.failClosed ? [failure(policy, binding, ['spec', 'matchConditions'], failed.error)] : [];

  const all = withVariables(bindings, policy.variables);
  return policy.validations.flatMap((validation) => {
    const outcome = outcomeOf(validation.program(all));
    if (typeof outcome === 'object') return policy.failClosed ? [failure(policy, binding, validation.path, outcome.error)] : [];
    return outcome ? [] : [denial(policy, binding, validation, all)];
  });
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
  return { code: 'admission/policy-failed', basis: 'forbidden', args: { policy: policy.name, binding, error }, at: policy.at(path) };
}

/** The computed message if it is one line of text, else the fixed one, else the expression. */
function messageOf({ messageProgram, message = '', expression }: CompiledValidation, bindings: Bindings): string {
  const computed = messageProgram?.(bindings);
  const text = typeof computed === 'string' ? computed.trim() : '';
  return (text.includes('\n') ? '' : text) || message.trim() || `failed expression: ${expression.trim()}`;
}
