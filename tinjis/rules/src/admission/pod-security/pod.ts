import type { FieldPath, KubernetesObject } from '../../objects/located.ts';

/** The fields of a Pod that Pod Security looks at. A file may hold anything, so every field is read with care. */
export interface Pod extends KubernetesObject {
  readonly spec?: PodSpec;
}

export interface PodSpec {
  readonly os?: { readonly name?: string };
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostUsers?: boolean;
  readonly securityContext?: PodSecurityContext;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly initContainers?: readonly Container[];
  readonly containers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
}

/** The fields that a Pod and each of its containers may both set. */
export interface SharedSecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type?: string };
  readonly appArmorProfile?: { readonly type?: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
}

export interface PodSecurityContext extends SharedSecurityContext {
  readonly sysctls?: readonly { readonly name?: string }[];
}

export interface ContainerSecurityContext extends SharedSecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

export interface Handler {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
}

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly livenessProbe?: Handler;
  readonly readinessProbe?: Handler;
  readonly startupProbe?: Handler;
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
  readonly securityContext?: ContainerSecurityContext;
}

export interface Placed<T> {
  readonly value: T;
  readonly path: FieldPath;
}

/** Every container in `pod`, of all three kinds, with its place. */
export function containersOf({ spec }: Pod): readonly Placed<Container>[] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((field) =>
    placed(spec?.[field], ['spec', field]),
  );
}

/** The security contexts that the pod and its containers set. */
export function securityContextsOf(pod: Pod): readonly Placed<SharedSecurityContext>[] {
  return [
    ...placed([pod.spec?.securityContext], ['spec', 'securityContext']).map(({ value }) => ({
      value,
      path: ['spec', 'securityContext'],
    })),
    ...containersOf(pod).flatMap(({ value: { securityContext }, path }) =>
      securityContext ? [{ value: securityContext, path: [...path, 'securityContext'] }] : [],
    ),
  ];
}

/** The objects in a list with their places; anything else is left out, as the API server refuses it anyway. */
export function placed<T>(list: readonly T[] | undefined, path: FieldPath): readonly Placed<NonNullable<T>>[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly T[]).flatMap((value, i) =>
    typeof value === 'object' && value !== null ? [{ value, path: [...path, i] }] : [],
  );
}

/** The strings in a list with their places. */
export function placedNames(list: readonly string[] | undefined, path: FieldPath): readonly Placed<string>[] {
  return Array.isArray(list) ? list.map((value, i) => ({ value: String(value), path: [...path, i] })) : [];
}

export type Level = 'baseline' | 'restricted';

/**
 * The fields of a pod that break a rule. None: the rule holds. A missing field is named at the place where it belongs.
 */
export type Rule = (pod: Pod) => readonly FieldPath[];

/**
 * One control of the Pod Security Standards.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export interface Check {
  /** Its name in `k8s.io/pod-security-admission/policy`. */
  readonly id: string;
  /** The text that the API server's message gives as forbidden. */
  readonly forbidden: string;
  readonly level: Level;
  /** The rule since each minor version of Kubernetes, oldest first. */
  readonly since: readonly (readonly [minor: number, rule: Rule])[];
  /** The check from the level below that this check replaces. */
  readonly overrides?: string;
}

/** Windows pods cannot set the fields that `rule` asks for. */
export function exceptOnWindows(rule: Rule): Rule {
  return (pod) => (pod.spec?.os?.name === 'windows' ? [] : rule(pod));
}

/** A pod in a user namespace is root there only (KEP-127). */
export function exceptInUserNamespace(rule: Rule): Rule {
  return (pod) => (pod.spec?.hostUsers === false ? [] : rule(pod));
}
