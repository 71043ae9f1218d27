import type { Labels } from '../../label-selector.ts';
import type { Level } from './check.ts';

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
