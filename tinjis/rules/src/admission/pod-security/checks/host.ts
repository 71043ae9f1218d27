import { type Check, containersOf, placed, type Handler } from '../pod.ts';

export const hostNamespaces: Check = {
  id: 'hostNamespaces',
  forbidden: 'host namespaces',
  level: 'baseline',
  since: [
    [
      0,
      ({ spec }) =>
        (['hostNetwork', 'hostPID', 'hostIPC'] as const)
          .filter((field) => spec?.[field] === true)
          .map((field) => ['spec', field]),
    ],
  ],
};

export const hostPorts: Check = {
  id: 'hostPorts',
  forbidden: 'hostPort',
  level: 'baseline',
  since: [
    [
      0,
      (pod) =>
        containersOf(pod).flatMap(({ value, path }) =>
          placed(value.ports, [...path, 'ports'])
            .filter((port) => (port.value.hostPort ?? 0) !== 0)
            .map((port) => [...port.path, 'hostPort']),
        ),
    ],
  ],
};

export const hostProbesAndHostLifecycle: Check = {
  id: 'hostProbesAndHostLifecycle',
  forbidden: 'probe or lifecycle host',
  level: 'baseline',
  since: [
    [
      34,
      (pod) =>
        containersOf(pod).flatMap(({ value: { livenessProbe, readinessProbe, startupProbe, lifecycle }, path }) => [
          ...hostsOf(livenessProbe).map((field) => [...path, 'livenessProbe', ...field]),
          ...hostsOf(readinessProbe).map((field) => [...path, 'readinessProbe', ...field]),
          ...hostsOf(startupProbe).map((field) => [...path, 'startupProbe', ...field]),
          ...hostsOf(lifecycle?.postStart).map((field) => [...path, 'lifecycle', 'postStart', ...field]),
          ...hostsOf(lifecycle?.preStop).map((field) => [...path, 'lifecycle', 'preStop', ...field]),
        ]),
    ],
  ],
};

export const windowsHostProcess: Check = {
  id: 'windowsHostProcess',
  forbidden: 'hostProcess',
  level: 'baseline',
  since: [
    [
      0,
      (pod) =>
        [{ value: pod.spec ?? {}, path: ['spec'] }, ...containersOf(pod)]
          .filter(({ value }) => value.securityContext?.windowsOptions?.hostProcess === true)
          .map(({ path }) => [...path, 'securityContext', 'windowsOptions', 'hostProcess']),
    ],
  ],
};

function hostsOf(handler: Handler | undefined): readonly (readonly string[])[] {
  return (['httpGet', 'tcpSocket'] as const).filter((field) => handler?.[field]?.host).map((field) => [field, 'host']);
}

export const hostPathVolumes: Check = {
  id: 'hostPathVolumes',
  forbidden: 'hostPath volumes',
  level: 'baseline',
  since: [
    [
      0,
      ({ spec }) =>
        placed(spec?.volumes, ['spec', 'volumes'])
          .filter(({ value }) => isSet(value['hostPath']))
          .map(({ path }) => [...path, 'hostPath']),
    ],
  ],
};

const permitted = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

export const restrictedVolumes: Check = {
  id: 'restrictedVolumes',
  forbidden: 'restricted volume types',
  level: 'restricted',
  since: [
    [
      0,
      ({ spec }) =>
        placed(spec?.volumes, ['spec', 'volumes'])
          .filter(({ value }) => !permitted.some((kind) => isSet(value[kind])))
          .map(({ path }) => path),
    ],
  ],
  overrides: 'hostPathVolumes',
};

function isSet(value: unknown): boolean {
  return (value ?? undefined) !== undefined;
}
