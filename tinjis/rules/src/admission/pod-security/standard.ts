import type { Labels } from '../../label-selector.ts';
import type { FieldPath } from '../../objects/located.ts';
import type { Pod } from './pod.ts';

/** The label by which a namespace enforces a level. Those for audit and warn refuse nothing. */
export const levelLabel = 'pod-security.kubernetes.io/enforce';
export const versionLabel = 'pod-security.kubernetes.io/enforce-version';

export interface Standard {
  readonly level: Level | 'privileged';
  /** Minor version of Kubernetes whose standards hold; Infinity for the newest. */
  readonly minor: number;
}

/**
 * What `labels` of a namespace enforce, after `api.PolicyToEvaluate`: no label means privileged and latest (Kubernetes'
 * own default, which a cluster's admission configuration may raise); a label that says nothing known means restricted
 * and latest.
 */
export function standardOf(labels: Labels): Standard {
  const level = labels[levelLabel] ?? 'privileged';
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(labels[versionLabel] ?? '')?.[1];
  return {
    level: level === 'privileged' || level === 'baseline' ? level : 'restricted',
    minor: minor === undefined ? Infinity : Number(minor),
  };
}

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
