import type { Check, Rule } from '../check.ts';
import { placed, securityContextsOf } from '../pod.ts';

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
