import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { CheckGroup } from '../harness/check.ts';
import { servedFolder } from '@tinjis/platform/git/served-folder';
import { readServed } from '../served.ts';
import { admissionChecks } from './admission/checks.ts';
import { rightsChecks } from './rights/checks.ts';

/** What the cluster does, held against what `tinjis can` says it will do. */
export const group: CheckGroup = {
  width: 2,
  alone: false,
  open: async ({ cluster, folders }) => {
    const admin = Kubernetes.of(cluster);
    const served = readServed(servedFolder(folders));
    return [...(await rightsChecks(admin, served)), ...(await admissionChecks(admin, served))];
  },
};
