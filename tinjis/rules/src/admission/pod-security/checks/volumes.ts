import type { Check } from '../check.ts';
import { placed } from '../pod.ts';

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
