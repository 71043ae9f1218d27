import { exceptInUserNamespace, exceptOnWindows, type Check, type Rule } from '../check.ts';
import { containersOf } from '../pod.ts';

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
