import type { HealthCheck } from './check.ts';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { imagesOf, look } from './live-check.ts';

/** What runs in the teams' namespaces: images of the registry the team file names, each by its digest. */
export function runningImageChecks(
  kubernetes: Kubernetes,
  { developers, registry }: Teams,
): Promise<readonly HealthCheck[]> {
  return Promise.all(
    developers.map(({ namespace }) =>
      look(
        {
          group: 'cluster: images',
          name: namespace,
          needed: `of ${registry}, by digest`,
          fix: "npx tinjis can and the admission rules say who let it in; sync the team's Application",
        },
        async () => {
          const pods = await kubernetes.list({ apiVersion: 'v1', kind: 'Pod', namespace });
          const images = imagesOf(pods);
          const strange = images.filter(
            (image) => !image.startsWith(`${registry}/`) || !/@sha256:[0-9a-f]{64}$/.test(image),
          );
          return {
            found: strange.length > 0 ? strange.join(', ') : `${pods.length} pods, ${images.length} images, all pinned`,
            right: strange.length === 0,
          };
        },
      ),
    ),
  );
}
