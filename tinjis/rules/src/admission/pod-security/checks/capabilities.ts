import { exceptOnWindows, type Check, type Rule } from '../check.ts';
import { containersOf, placedNames } from '../pod.ts';

/** What container runtimes give by default. */
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
