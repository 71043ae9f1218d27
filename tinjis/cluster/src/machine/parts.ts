import type { Kubernetes } from '../kubernetes/client.ts';
import type { BuiltPrograms } from '../programs/build.ts';
import type { ClusterCredentials } from './credentials.ts';
import type { Instance } from './instance.ts';
import type { Kubectl } from './kubectl.ts';
import type { Packages } from './packages.ts';

/** What every part of a bare cluster is made from. */
export interface Parts {
  readonly instance: Instance;
  readonly packages: Packages;
  readonly programs: Readonly<Record<'kubernetes' | 'etcd-and-sealed-secrets' | 'cilium', BuiltPrograms>>;
  readonly credentials: ClusterCredentials;
  readonly kubectl: Kubectl;
  /** The API server as its administrator. */
  readonly kubernetes: Kubernetes;
}
