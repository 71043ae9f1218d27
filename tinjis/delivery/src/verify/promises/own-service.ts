import { developersAndStrangers } from '../identities.ts';
import type { DeliveryPromise } from '../promise.ts';
import { proveArgocd } from '../ways/argocd.ts';
import { proveKubectl } from '../ways/kubectl.ts';
import { proveMerging } from '../ways/merging.ts';
import { proveOwnFolders } from '../ways/own-folders.ts';
import { proveProgram } from '../ways/program.ts';

/** Each developer deploys their own service, and no other, by any of the ways there are. */
export const ownService: DeliveryPromise = {
  name: 'own-service',
  says: 'each developer can deploy their own service, and no other',
  findings: {},
  prove({ model }, tally) {
    const people = developersAndStrangers(model);
    proveProgram(model, people, tally);
    for (const cluster of model.clusters) {
      for (const prove of [proveMerging, proveArgocd, proveKubectl, proveOwnFolders]) {
        prove(model, cluster, people, tally);
      }
    }
  },
};
