import type { FieldPath } from '../../objects/located.ts';
import {
  capabilitiesBaseline,
  capabilitiesRestricted,
  allowPrivilegeEscalation,
  privileged,
  procMount,
  procMountRestricted,
  runAsNonRoot,
  runAsUser,
} from './checks/privileges.ts';
import {
  hostNamespaces,
  hostPorts,
  hostProbesAndHostLifecycle,
  windowsHostProcess,
  hostPathVolumes,
  restrictedVolumes,
} from './checks/host.ts';
import {
  seLinuxOptions,
  sysctls,
  appArmorProfile,
  seccompProfileBaseline,
  seccompProfileRestricted,
} from './checks/kernel.ts';
import type { Check, Level, Pod, Rule } from './pod.ts';
import type { Labels } from '../../label-selector.ts';

/** The label by which a namespace enforces a level. The labels for audit and warn refuse nothing. */
export const levelLabel = 'pod-security.kubernetes.io/enforce';
const versionLabel = 'pod-security.kubernetes.io/enforce-version';

export interface Standard {
  readonly level: Level | 'privileged';
  /** Minor version of Kubernetes whose standards hold; Infinity for the newest. */
  readonly minor: number;
}

/**
 * The standard that a namespace's `labels` enforce, after `api.PolicyToEvaluate`. No label means privileged and latest
 * (Kubernetes' own default, which a cluster's admission configuration may raise). A label with an unknown value means
 * restricted and latest.
 */
export function standardOf(labels: Labels): Standard {
  const level = labels[levelLabel] ?? 'privileged';
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(labels[versionLabel] ?? '')?.[1];
  return {
    level: level === 'privileged' || level === 'baseline' ? level : 'restricted',
    minor: minor === undefined ? Infinity : Number(minor),
  };
}

const checks: readonly Check[] = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfileBaseline,
  sysctls,
  windowsHostProcess,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfileRestricted,
];

/** A control that a pod breaks. */
export interface Violation {
  readonly check: string;
  readonly forbidden: string;
  /** The fields to fix. */
  readonly fields: readonly [FieldPath, ...FieldPath[]];
}

/**
 * The controls in the Pod Security Standards at `level` that `pod` breaks, as `k8s.io/pod-security-admission` v0.36
 * decides.
 *
 * @param minor minor version of Kubernetes to which the namespace pins the standards; Infinity for `latest`
 */
export function violations(pod: Pod, level: Level, minor: number): readonly Violation[] {
  return checksOf(level, minor).flatMap(({ check, rule }) => violationOf(check, rule, pod));
}

/** Whether `pod` breaks any control: {@link violations} up to the first. */
export function violates(pod: Pod, level: Level, minor: number): boolean {
  return checksOf(level, minor).some(({ rule }) => rule(pod).length > 0);
}

interface CheckInForce {
  readonly check: Check;
  readonly rule: Rule;
}

/** By level and version: a cluster has few of both, and thousands of pods. */
const known = new Map<string, readonly CheckInForce[]>();

function checksOf(level: Level, minor: number): readonly CheckInForce[] {
  const standard = `${level} ${minor}`;
  let rules = known.get(standard);
  if (!rules) known.set(standard, (rules = inForce(level, minor)));
  return rules;
}

function inForce(level: Level, minor: number): readonly CheckInForce[] {
  const all = checks.flatMap((check) => {
    const rule = check.since.findLast(([since]) => since <= minor)?.[1];
    return rule && (check.level === 'baseline' || level === 'restricted') ? [{ check, rule }] : [];
  });
  const overridden = new Set(all.map(({ check }) => check.overrides));
  return all.filter(({ check }) => !overridden.has(check.id));
}

function violationOf({ id, forbidden }: Check, rule: Rule, pod: Pod): readonly Violation[] {
  const [first, ...rest] = rule(pod);
  return first ? [{ check: id, forbidden, fields: [first, ...rest] }] : [];
}
