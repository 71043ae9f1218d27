import { argocdNamespace } from '../../model/argocd.ts';
import type { ClusterModel } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

const enforce = 'pod-security.kubernetes.io/enforce';

/** Every team's namespace, and Argo CD's, enforces the strictest level of one version; a team's is held to its share. */
export const namespaces: DeliveryPromise = {
  name: 'namespaces',
  says: 'every team\'s namespace, and Argo CD\'s, enforces the restricted pod security of a pinned version; the teams\' have a quota and limits',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const { namespace } of model.teams.developers) {
        proveNamespace(cluster, namespace, ['ResourceQuota', 'LimitRange'], tally);
      }
      proveNamespace(cluster, argocdNamespace, [], tally);
    }
  },
};

function proveNamespace({ name: cluster, governance }: ClusterModel, namespace: string, share: readonly string[], tally: Tally): void {
  const found = governance.get('/Namespace', namespace);
  const where = found?.at(['metadata', 'labels', enforce]) ?? { file: `clusters/${cluster}`, line: 1 };
  const labels = found?.object.metadata.labels ?? {};
  const expect = (holds: boolean, code: string, value: string): void =>
    tally.hold(holds, () => ({ code, args: { namespace, cluster, value }, at: where }));
  expect(found !== undefined, 'namespace/missing', '');
  expect(labels[enforce] === 'restricted', 'namespace/not-restricted', labels[enforce] ?? '');
  const version = labels[`${enforce}-version`] ?? '';
  expect(/^v1\.\d+$/.test(version), 'namespace/version-not-pinned', version);
  for (const kind of share) {
    expect(governance.inNamespace(`/${kind}`, namespace).length > 0, 'namespace/no-share', kind);
  }
}
