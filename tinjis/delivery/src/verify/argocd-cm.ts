import { type ConfigMap, settingsOf } from '@tinjis/rules/argocd/settings';
import type { At, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../model/model.ts';

/** A setting of argocd-cm with its place. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly at: At;
}

/** The entries of argocd-cm whose keys match. */
export function settingsMatching({ governance }: ClusterModel, keys: RegExp): readonly Setting[] {
  const found = settingsOf(governance, 'argocd-cm');
  if (!found) return [];
  const entries = Object.entries(found.object.data ?? {}).filter(([key]) => keys.test(key));
  return entries.map(([key, value]) => ({ key, value, at: found.at(['data', key]) }));
}

/** Where a key is written, or ought to be: beside the first that is ours, since upstream's own file is not edited. */
export function placeOfSetting(map: Resource<ConfigMap> | undefined, key: string, { name }: ClusterModel): At {
  if (!map) return { file: `clusters/${name}`, line: 1 };
  const { data = {} } = map.object;
  const ours = Object.keys(data).find((each) => !map.at(['data', each]).file.startsWith('clusters/vendor/'));
  return map.at(['data', key in data ? key : (ours ?? key)]);
}
