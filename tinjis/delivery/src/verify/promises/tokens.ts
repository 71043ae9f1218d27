import { entry } from '../../entry.ts';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { DeliveryPromise } from '../promise.ts';

interface ServiceAccount extends KubernetesObject {
  readonly automountServiceAccountToken?: boolean;
}

/** A token carries all of an account's rights, for anybody who can read one file in a pod. */
export const tokens: DeliveryPromise = {
  name: 'tokens',
  says: 'no account hands its token to pods, but those of Argo CD and of the sealing controller, which speak with the API server',
  findings: {
    'workload/token-mounted': entry(
      '{account} hands its token to every pod that runs as it on {cluster}',
      "A token is an account's every right, for whoever can read one file.",
      'set automountServiceAccountToken to false',
    ),
  },
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const account of cluster.governance.kind<ServiceAccount>('/ServiceAccount')) {
        const {
          metadata: { namespace = '', name },
          automountServiceAccountToken: mounted,
        } = account.object;
        const args = { account: `${namespace}:${name}`, cluster: cluster.name };
        const at = account.at(['automountServiceAccountToken']);
        tally.hold(mounted === false || speaksWithTheApi(account), () => ({
          code: 'workload/token-mounted',
          args,
          at,
        }));
      }
    }
  },
};

function speaksWithTheApi({
  object: {
    metadata: { namespace, name },
  },
}: Resource<ServiceAccount>): boolean {
  return namespace === argocdNamespace
    ? name.startsWith('argocd-')
    : namespace === 'kube-system' && name === 'sealed-secrets-controller';
}
