import { type Check, type Rule, exceptOnWindows, placed, securityContextsOf, containersOf, type Pod } from '../pod.ts';
import type { FieldPath } from '../../../objects/located.ts';

const safe = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const safe27 = [...safe, 'net.ipv4.ip_local_reserved_ports'];
const safe29 = [
  ...safe27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const safe32 = [...safe29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

export const sysctls: Check = {
  id: 'sysctls',
  forbidden: 'forbidden sysctls',
  level: 'baseline',
  since: [
    [0, onlySysctls(safe)],
    [27, onlySysctls(safe27)],
    [29, onlySysctls(safe29)],
    [32, onlySysctls(safe32)],
  ],
};

function onlySysctls(allowed: readonly string[]): Rule {
  return ({ spec }) =>
    placed(spec?.securityContext?.sysctls, ['spec', 'securityContext', 'sysctls'])
      .filter(({ value }) => !allowed.includes(value.name ?? ''))
      .map(({ path }) => [...path, 'name']);
}

const types = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

export const seLinuxOptions: Check = {
  id: 'seLinuxOptions',
  forbidden: 'seLinuxOptions',
  level: 'baseline',
  since: [
    [0, onlyTypes(types)],
    [31, onlyTypes([...types, 'container_engine_t'])],
  ],
};

function onlyTypes(allowed: readonly string[]): Rule {
  return (pod) =>
    securityContextsOf(pod).flatMap(({ value: { seLinuxOptions: options = {} }, path }) => {
      const wrong = (['type', 'user', 'role'] as const).filter((field) =>
        field === 'type' ? !allowed.includes(options.type ?? '') : options[field],
      );
      return wrong.map((field) => [...path, 'seLinuxOptions', field]);
    });
}

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
