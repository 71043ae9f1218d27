import { type HealthCheck, imagesOf, look } from './health-check.ts';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { granted } from '@tinjis/cluster/kubernetes/answer';
import type { Cluster, Teams } from '@tinjis/delivery/model/teams';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';

const group = 'cluster: versions';
/** The first minor release of Kubernetes 1 that enables ValidatingAdmissionPolicies by default. */
const oldestMinor = 30;

/** The programs that the repository installs, and the pods that run them. */
const installed = [
  {
    name: 'Argo CD',
    file: 'clusters/vendor/argo-cd/install.yaml',
    image: /image: (\S+\/argoproj\/argocd:\S+)/,
    namespace: 'argocd',
    labels: 'app.kubernetes.io/name in (argocd-server,argocd-repo-server,argocd-application-controller)',
  },
  {
    name: 'sealed-secrets',
    file: 'clusters/base/sealed-secrets/controller.yaml',
    image: /image: (\S+\/sealed-secrets-controller:\S+)/,
    namespace: 'kube-system',
    labels: 'name=sealed-secrets-controller',
  },
] as const;

interface Version {
  readonly gitVersion: string;
  readonly major: string;
  readonly minor: string;
}

/**
 * Checks the API server, and compares the running Argo CD and sealed-secrets with the versions that the repository
 * installs.
 */
export function versionChecks(
  kubernetes: Kubernetes,
  tree: Tree,
  { argocd }: Cluster,
): Promise<readonly HealthCheck[]> {
  const own = installed.filter(({ namespace }) => argocd.by === 'own' || namespace !== argocdNamespace);
  const server = look(
    {
      group,
      name: 'Kubernetes',
      needed: `1.${oldestMinor} or newer`,
      fix: 'use a newer cluster: admission rules of this form are not enforced by older ones',
    },
    async () => {
      const { gitVersion, major, minor } = granted(
        'get /version',
        await kubernetes.request<Version>({ method: 'GET', path: '/version' }),
      );
      return { found: gitVersion, right: Number(major) > 1 || Number.parseInt(minor, 10) >= oldestMinor };
    },
  );
  return Promise.all([
    server,
    ...own.map(({ name, file, image, namespace, labels }) => {
      const needed = image.exec(tree.text(file))?.[1] ?? `an image in ${file}`;
      return look({ group, name, needed, fix: 'npx tinjis up, or sync the Application platform' }, async () => {
        const pods = await kubernetes.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { labels });
        const images = imagesOf(pods);
        return { found: images.join(', ') || 'no pod', right: images.length === 1 && images[0] === needed };
      });
    }),
  ]);
}

/** Checks the images in the teams' namespaces: each comes from the registry in the team file, by its digest. */
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
