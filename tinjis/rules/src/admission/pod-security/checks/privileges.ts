import {
  exceptInUserNamespace,
  exceptOnWindows,
  type Check,
  type Rule,
  containersOf,
  placedNames,
  securityContextsOf,
} from '../pod.ts';
import type { FieldPath } from '../../../objects/located.ts';

export const privileged: Check = {
  id: 'privileged',
  forbidden: 'privileged',
  level: 'baseline',
  since: [
    [
      0,
      (pod) =>
        containersOf(pod)
          .filter(({ value }) => value.securityContext?.privileged === true)
          .map(({ path }) => [...path, 'securityContext', 'privileged']),
    ],
  ],
};

const mustNotEscalate: Rule = (pod) =>
  containersOf(pod)
    .filter(({ value }) => value.securityContext?.allowPrivilegeEscalation !== false)
    .map(({ path }) => [...path, 'securityContext', 'allowPrivilegeEscalation']);

export const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation',
  forbidden: 'allowPrivilegeEscalation != false',
  level: 'restricted',
  since: [
    [8, mustNotEscalate],
    [25, exceptOnWindows(mustNotEscalate)],
  ],
};

const defaultMount: Rule = (pod) =>
  containersOf(pod)
    .filter(({ value }) => (value.securityContext?.procMount ?? 'Default') !== 'Default')
    .map(({ path }) => [...path, 'securityContext', 'procMount']);

export const procMount: Check = {
  id: 'procMount',
  forbidden: 'procMount',
  level: 'baseline',
  since: [
    [0, defaultMount],
    [35, exceptInUserNamespace(defaultMount)],
  ],
};

export const procMountRestricted: Check = {
  id: 'procMount_restricted',
  forbidden: 'procMount',
  level: 'restricted',
  since: [[35, defaultMount]],
  overrides: 'procMount',
};

/** The capabilities that container runtimes give by default. */
const usual = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

export const capabilitiesBaseline: Check = {
  id: 'capabilities_baseline',
  forbidden: 'non-default capabilities',
  level: 'baseline',
  since: [[0, mayAdd(usual)]],
};

const mustDropAll: Rule = (pod) =>
  containersOf(pod)
    .map(({ value, path }) => ({
      drop: value.securityContext?.capabilities?.drop,
      path: [...path, 'securityContext', 'capabilities', 'drop'],
    }))
    .filter(({ drop, path }) => !placedNames(drop, path).some(({ value }) => value === 'ALL'))
    .map(({ path }) => path);

const restricted: Rule = (pod) => [...mustDropAll(pod), ...mayAdd(new Set(['NET_BIND_SERVICE']))(pod)];

export const capabilitiesRestricted: Check = {
  id: 'capabilities_restricted',
  forbidden: 'unrestricted capabilities',
  level: 'restricted',
  since: [
    [22, restricted],
    [25, exceptOnWindows(restricted)],
  ],
  overrides: 'capabilities_baseline',
};

function mayAdd(allowed: ReadonlySet<string>): Rule {
  return (pod) =>
    containersOf(pod).flatMap(({ value, path }) =>
      placedNames(value.securityContext?.capabilities?.add, [...path, 'securityContext', 'capabilities', 'add'])
        .filter((capability) => !allowed.has(capability.value))
        .map((capability) => capability.path),
    );
}

const mustNotBeRoot: Rule = (pod) => {
  const refused = securityContextsOf(pod)
    .filter(({ value }) => value.runAsNonRoot === false)
    .map(({ path }) => [...path, 'runAsNonRoot']);
  return [...refused, ...withoutOwnWord(pod)];
};

/** Containers for which neither they nor their pod say that they are not root. */
function withoutOwnWord(pod: Parameters<Rule>[0]): readonly FieldPath[] {
  if (pod.spec?.securityContext?.runAsNonRoot === true) return [];
  return containersOf(pod)
    .filter(({ value }) => (value.securityContext?.runAsNonRoot ?? undefined) === undefined)
    .map(({ path }) => [...path, 'securityContext', 'runAsNonRoot']);
}

export const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  forbidden: 'runAsNonRoot != true',
  level: 'restricted',
  since: [
    [0, mustNotBeRoot],
    [35, exceptInUserNamespace(mustNotBeRoot)],
  ],
};

const mustNotBeUserZero: Rule = (pod) =>
  securityContextsOf(pod)
    .filter(({ value }) => value.runAsUser === 0)
    .map(({ path }) => [...path, 'runAsUser']);

export const runAsUser: Check = {
  id: 'runAsUser',
  forbidden: 'runAsUser=0',
  level: 'restricted',
  since: [
    [23, mustNotBeUserZero],
    [35, exceptInUserNamespace(mustNotBeUserZero)],
  ],
};
