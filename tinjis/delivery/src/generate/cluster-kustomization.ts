import type { Cluster } from '../model/teams.ts';
import type { GeneratedFile } from './generated.ts';
import { resourceList } from './kustomization.ts';

/** All of a cluster: what its root Application syncs. */
export function clusterKustomization({ name }: Cluster): GeneratedFile {
  return resourceList(
    `clusters/${name}/kustomization.yaml`,
    ['../../policies/admission', '../../policies/rbac', 'bootstrap', 'projects', 'applications', 'namespaces'],
    '# The whole cluster, as its root Application keeps it.',
  );
}
