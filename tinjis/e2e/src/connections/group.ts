import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { CheckGroup } from '../harness/check.ts';
import { readServed } from '../served.ts';
import { servedFolder } from '@tinjis/platform/git/served-folder';
import { denialChecks } from './denials.ts';
import { pairChecks } from './pairs.ts';
import { startRogues } from './rogues.ts';
import { podsOn } from './sources.ts';
import { outsidePlaces, podPlaces, servicePlaces } from './targets.ts';

/** Connections from every pod, and from rogue pods in every namespace, to every port. */
export const group: CheckGroup = {
  width: 6,
  alone: false,
  open: async (context) => {
    const admin = Kubernetes.of(context.cluster);
    const served = readServed(servedFolder(context.folders));
    const box = await startRogues(context, admin, served);
    const pods = await podsOn(admin, box);
    const places = [...podPlaces(pods), ...(await servicePlaces(admin, pods)), ...outsidePlaces(context.cluster)];
    return [...denialChecks(served, pods, places), ...pairChecks(served, pods, places)];
  },
};
