import { nameLabel } from '@tinjis/delivery/model/layout';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { OwnService, TriedManifest } from './workloads.ts';

const own = 'argocd.argoproj.io';

/**
 * Objects that tell Argo CD something. The first says what a team may, and what Argo CD writes when it syncs; each of
 * the others says something by which Argo CD would skip an object, run it as a hook or show a link from it.
 */
export function annotationManifests(service: OwnService, name: string): readonly TriedManifest[] {
  const { namespace, workload } = service;
  const metadata = { name, namespace };
  const configMap = (what: string, more: object): TriedManifest => ({
    what,
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, ...more }, data: {} },
  });
  const link = { [`link.${own}/more`]: 'https://example.org' };
  const labels = { [nameLabel]: workload };
  const template = { metadata: { labels, annotations: link } };
  const sealed: LiveObject = {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata,
    spec: { encryptedData: {}, template },
  };
  return [
    configMap(known, {
      annotations: {
        [`${own}/tracking-id`]: `${workload}:/ConfigMap:${namespace}/${name}`,
        [`${own}/sync-wave`]: '-1',
        [`${own}/sync-options`]: 'Prune=confirm,Delete=false',
        [`${own}/compare-options`]: 'IgnoreExtraneous',
      },
    }),
    configMap('that shows a link', { annotations: link }),
    configMap('that is a hook', { annotations: { [`${own}/hook`]: 'PostSync' } }),
    configMap('that is a hook by a label', { labels: { [`${own}/hook`]: 'PostSync' } }),
    configMap('that is a hook of Helm', { annotations: { 'helm.sh/hook': 'pre-install' } }),
    configMap('that names its own manager', { annotations: { [`${own}/managed-by`]: namespace } }),
    configMap('that replaces what is there', { annotations: { [`${own}/sync-options`]: 'Prune=false,Replace=true' } }),
    { what: 'whose Secret shows a link', object: sealed },
  ];
}

const known = 'that says what a team may';

/** Does an object tell Argo CD what a team may not? */
export function isBadAnnotation({ what }: TriedManifest): boolean {
  return what !== known;
}
