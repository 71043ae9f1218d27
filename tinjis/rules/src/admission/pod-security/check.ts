import type { FieldPath } from '../../objects/located.ts';
import type { Pod } from './pod.ts';

export type Level = 'baseline' | 'restricted';

/**
 * The fields of a pod that break a rule. None: the rule holds. A field that is missing is named where it ought to
 * stand.
 */
export type Rule = (pod: Pod) => readonly FieldPath[];

/**
 * One control of the Pod Security Standards.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export interface Check {
  /** As `k8s.io/pod-security-admission/policy` calls it. */
  readonly id: string;
  /** What the API server's message says is forbidden. */
  readonly forbidden: string;
  readonly level: Level;
  /** The rule since each minor version of Kubernetes, oldest first. */
  readonly since: readonly (readonly [minor: number, rule: Rule])[];
  /** The check of the level below that this one takes the place of. */
  readonly overrides?: string;
}

/** Windows pods cannot set what `rule` asks for. */
export function exceptOnWindows(rule: Rule): Rule {
  return (pod) => (pod.spec?.os?.name === 'windows' ? [] : rule(pod));
}

/** A pod in a user namespace is root there only (KEP-127). */
export function exceptInUserNamespace(rule: Rule): Rule {
  return (pod) => (pod.spec?.hostUsers === false ? [] : rule(pod));
}
