import type { CheckContext } from '../../harness/check.ts';
import { ensureImages } from '@tinjis/cluster/images/ensure';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import { progressOf } from '@tinjis/cluster/progress';
import type { ServedRepository } from '../../identities/served-repository.ts';

/** A namespace that nobody knows. */
const strange = 'tinjis-rogue';

/** The labels that rogue pods wear: the labels of every team workload, and none. */
function disguises({ cluster }: ServedRepository): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const worn = [...cluster.workloads.values()]
    .flatMap(({ objects }) => objects.kind('apps/Deployment'))
    .map(({ object }) => {
      const { template } = (
        object as unknown as { spec: { template: { metadata: { labels: Record<string, string> } } } }
      ).spec;
      return [object.metadata.name, template.metadata.labels] as const;
    });
  return new Map([['nobody', {}], ...worn]);
}

/**
 * Starts rogue pods, in every disguise, in each namespace that belongs to no team; admission refuses them in the teams'
 * namespaces. They are removed at the end.
 * @returns the image they run, when all of them run
 */
export async function startRogues(context: CheckContext, admin: Kubernetes, served: ServedRepository): Promise<string> {
  const image = await boxImage(context, served);
  const namespaces = (await admin.list({ apiVersion: 'v1', kind: 'Namespace' })).filter(
    ({ metadata }) =>
      metadata.labels?.['tinjis.io/team'] === undefined &&
      metadata.deletionTimestamp === undefined &&
      metadata.name !== strange,
  );
  const places = [...namespaces.map(({ metadata }) => metadata.name), strange];
  const pods = places.flatMap((namespace) =>
    [...disguises(served)].map(([as, labels]) => roguePod(namespace, as, labels, image)),
  );
  context.putBack('the rogue pods', async () => {
    await Promise.all(
      pods.map(({ apiVersion, kind, metadata: { name, namespace = '' } }) =>
        admin.delete({ apiVersion, kind, name, namespace }, { graceSeconds: 0 }),
      ),
    );
    await admin.delete({ apiVersion: 'v1', kind: 'Namespace', name: strange });
  });
  await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: strange } });
  // A namespace can take pods once it has its ServiceAccount.
  await waitFor({ what: `the ServiceAccount of ${strange}`, timeout: 20_000 }, async () =>
    (await admin.find({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: strange, name: 'default' }))
      ? { found: true }
      : { instead: 'none yet' },
  );
  await Promise.all(pods.map((pod) => admin.apply(pod)));
  await waitFor({ what: 'the rogue pods', timeout: 90_000 }, async () => {
    const running = await admin.list({ apiVersion: 'v1', kind: 'Pod' }, { fields: 'status.phase=Running' });
    const rogues = running.filter(({ metadata }) => metadata.name.startsWith(strange)).length;
    return rogues === pods.length ? { found: true } : { instead: `${rogues} of ${pods.length} run` };
  });
  return image;
}

/** A pod that satisfies the strictest level of Pod Security, so only the network has a say. */
function roguePod(namespace: string, as: string, labels: Readonly<Record<string, string>>, image: string): LiveObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${strange}-${as}`, namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'box',
          image,
          command: ['/bin/busybox', 'sleep', '3600'],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

/** The reference, by digest, of the image that holds busybox. */
export async function boxImage(
  { cluster, folders, progress }: CheckContext,
  { model }: ServedRepository,
): Promise<string> {
  const place = {
    registry: cluster.registry,
    own: model.teams.registry,
    cache: folders.cache,
    progress: progressOf(progress),
  };
  const { box } = await ensureImages(['box'], place);
  return `${box.reference}@${box.digest}`;
}
