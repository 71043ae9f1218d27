import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { CheckGroup } from '../../harness/check.ts';
import { servedFolder } from '@tinjis/platform/git/folders';
import { readServed } from '../../identities/served-repository.ts';
import { admissionChecks } from './admission.ts';
import { rightsChecks } from './rights.ts';

/** Compares the cluster's behaviour with the predictions of `tinjis can`. */
export const predictionChecks: CheckGroup = {
  width: 2,
  alone: false,
  open: async ({ cluster, folders }) => {
    const admin = Kubernetes.of(cluster);
    const served = readServed(servedFolder(folders));
    return [...(await rightsChecks(admin, served)), ...(await admissionChecks(admin, served))];
  },
};
