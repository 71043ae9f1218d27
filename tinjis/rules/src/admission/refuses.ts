import { type Bindings, outcomeOf, withVariables } from './bindings.ts';
import { type CompiledAdmissionPolicy, type CompiledValidation, conditionsOf } from './compile.ts';

/**
 * The rule that refused a request. Whoever asks about many requests that one rule refuses hands it on: it is tried
 * first, and only the order of the rules depends on it, never a verdict.
 */
export interface FirstTried {
  policy?: string;
  /** Index of the policy's validation. */
  validation?: number;
}

/**
 * Whether `policy`, which matches the request, would refuse it: `validate` without its reasons, and up to the
 * first.
 * @param refuser is set to what refuses
 */
export function refuses(policy: CompiledAdmissionPolicy, bindings: Bindings, refuser: FirstTried = {}): boolean {
  const state = conditionsOf(policy, bindings);
  if (state !== 'met') return state !== 'not met' && policy.failClosed;
  const all = withVariables(bindings, policy.variables);
  const isRefused = ({ program }: CompiledValidation): boolean => {
    const outcome = outcomeOf(program(all));
    return typeof outcome === 'object' ? policy.failClosed : !outcome;
  };
  const before = refuser.policy === policy.name ? policy.validations[refuser.validation as number] : undefined;
  if (before && isRefused(before)) return true;
  const found = policy.validations.findIndex(isRefused);
  if (found >= 0) Object.assign(refuser, { policy: policy.name, validation: found });
  return found >= 0;
}
