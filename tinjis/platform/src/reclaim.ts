import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveApplication } from './applications.ts';

const mark = 'argocd.argoproj.io/tracking-id';

/**
 * Takes back objects that another Application had taken over and left behind when it went.
 * Observed: such an object keeps the other's mark, and `FailOnSharedResource` then refuses it to its owner for good.
 * @param there names of the Applications that are there: what one of them holds stays its own
 */
export async function reclaim(
  kubernetes: Kubernetes,
  { status }: LiveApplication,
  there: readonly string[],
): Promise<void> {
  for (const { group, version = 'v1', kind, name, namespace, status: sync } of status?.resources ?? []) {
    if (sync === 'Synced') continue;
    const reference = {
      apiVersion: group ? `${group}/${version}` : version,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    };
    const holder = (await kubernetes.find(reference))?.metadata.annotations?.[mark]?.split(':')[0];
    if (holder !== undefined && !there.includes(holder))
      await kubernetes.patch(reference, { metadata: { annotations: { [mark]: null } } });
  }
}
