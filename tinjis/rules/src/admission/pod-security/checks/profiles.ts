import type { FieldPath } from '../../../objects/located.ts';
import { exceptOnWindows, type Check, type Rule } from '../check.ts';
import { containersOf, securityContextsOf, type Pod } from '../pod.ts';

const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: Check = {
  id: 'appArmorProfile',
  forbidden: 'forbidden AppArmor profile',
  level: 'baseline',
  since: [
    [
      0,
      (pod) => [
        ...profilesOtherThanDefault(pod, 'appArmorProfile'),
        ...annotations(
          pod,
          (key) => key.startsWith(appArmorAnnotation),
          (value) => value === '' || value === 'runtime/default' || value.startsWith('localhost/'),
        ),
      ],
    ],
  ],
};

export const seccompProfileBaseline: Check = {
  id: 'seccompProfile_baseline',
  forbidden: 'seccompProfile',
  level: 'baseline',
  since: [
    [
      0,
      (pod) => {
        const keys = new Set([
          'seccomp.security.alpha.kubernetes.io/pod',
          ...containersOf(pod).map(({ value }) => `container.seccomp.security.alpha.kubernetes.io/${value.name}`),
        ]);
        return annotations(
          pod,
          (key) => keys.has(key),
          (value) => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/'),
        );
      },
    ],
    [19, (pod) => profilesOtherThanDefault(pod, 'seccompProfile')],
  ],
};

const mustHaveSeccomp: Rule = (pod) => [...profilesOtherThanDefault(pod, 'seccompProfile'), ...withoutSeccomp(pod)];

/** Containers for which neither they nor their pod name a profile. */
function withoutSeccomp(pod: Pod): readonly FieldPath[] {
  if (isConfined(pod.spec?.securityContext?.seccompProfile?.type)) return [];
  return containersOf(pod)
    .filter(({ value }) => !value.securityContext?.seccompProfile)
    .map(({ path }) => [...path, 'securityContext', 'seccompProfile']);
}

export const seccompProfileRestricted: Check = {
  id: 'seccompProfile_restricted',
  forbidden: 'seccompProfile',
  level: 'restricted',
  since: [
    [19, mustHaveSeccomp],
    [25, exceptOnWindows(mustHaveSeccomp)],
  ],
  overrides: 'seccompProfile_baseline',
};

function profilesOtherThanDefault(pod: Pod, field: 'seccompProfile' | 'appArmorProfile'): readonly FieldPath[] {
  return securityContextsOf(pod)
    .filter(({ value }) => value[field] && !isConfined(value[field].type))
    .map(({ path }) => [...path, field, 'type']);
}

function isConfined(type: string | undefined): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost';
}

function annotations(
  pod: Pod,
  concerned: (key: string) => boolean,
  good: (value: string) => boolean,
): readonly FieldPath[] {
  return Object.entries(pod.metadata.annotations ?? {})
    .filter(([key, value]) => concerned(key) && !good(value))
    .map(([key]) => ['metadata', 'annotations', key]);
}
