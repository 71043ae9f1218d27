import { isMap, isSeq, parseDocument } from 'yaml';
import { addressesOf } from '../model/layout.ts';
import type { Cluster, Service } from '../model/teams.ts';
import { applySplices, removeField, type Splice } from '@tinjis/manifests/edit/mapping';

/** Replaces a host name where it stands alone, not at the end of a longer name. */
export function replaceName(text: string, from: string, to: string): string {
  return text.replace(new RegExp(`(?<![\\w.-])${from.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`, 'g'), to);
}

/** Replaces the hosts of a service on one cluster by those on another, or under another domain. */
export function movedHosts(text: string, service: Service, from: Cluster, to: Cluster): string {
  const [before, after] = [from, to].map((cluster) =>
    addressesOf(service, cluster).map((address) => address.replace(/\/.*/s, '')),
  ) as [string[], string[]];
  return before.reduce((made, host, at) => replaceName(made, host, after[at] as string), text);
}

/** Sets image entries of the old registry back to "never built": the new registry has nothing under their digests. */
export function neverBuilt(text: string, registry: string): string {
  const images: unknown = parseDocument(text).get('images');
  const entries = isSeq(images) ? images.items.filter((item) => isMap(item)) : [];
  const splices = entries
    .filter((entry) => String(entry.get('newName')).startsWith(`${registry}/`))
    .flatMap((entry) =>
      ['newName', 'newTag', 'digest'].flatMap((key) => {
        const edit = removeField(text, entry, key);
        return 'why' in edit ? [] : (edit as readonly Splice[]);
      }),
    );
  return applySplices(text, splices);
}
