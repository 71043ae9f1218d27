import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from '../../answer/rules.ts';
import { argocdAccounts, argocdNamespace } from '@tinjis/rules/argocd/objects';
import { type Account, kubernetesUser } from '../../model/identity.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { deployersOf } from '../identities.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** Rights that Argo CD's own accounts may not have: a sync does everything as a deployer. */
const beyond = [
  ['create', 'apps', 'deployments'],
  ['update', 'apps', 'deployments'],
  ['patch', 'apps', 'deployments'],
  ['delete', 'apps', 'deployments'],
  ['create', '', 'secrets'],
  ['update', '', 'secrets'],
  ['delete', '', 'secrets'],
  ['create', '', 'pods'],
  ['delete', '', 'pods'],
  ['delete', '', 'services'],
  ['patch', '', 'services'],
  ['create', 'networking.k8s.io', 'networkpolicies'],
  ['delete', 'networking.k8s.io', 'networkpolicies'],
  ['create', 'rbac.authorization.k8s.io', 'rolebindings'],
  ['create', '', 'serviceaccounts'],
  ['impersonate', '', 'users'],
  ['impersonate', '', 'groups'],
] as const;

/** Argo CD's components hold no rights over the teams' namespaces, except to act as the deployer there. */
export const components: DeliveryPromise = {
  name: 'components',
  says: "Argo CD changes nothing in a team's namespace with rights of its own, and can act as the deployers alone",
  findings: {},
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      // The rights that an Argo CD has which was there before are not in the repository.
      if (cluster.declared.argocd.by === 'existing') tally.leftOpen(cluster.settingsElsewhere);
      for (const name of argocdAccounts) {
        proveAccount(model, cluster, { kind: 'account', namespace: argocdNamespace, name }, tally);
      }
    }
  },
};

function proveAccount(model: Model, cluster: ClusterModel, account: Account, tally: Tally): void {
  const { authorization } = rulesOf(cluster);
  const subject = kubernetesUser(account);
  const asked = (what: string): { who: string; what: string; otherwise: { file: string; line: number } } => ({
    who: account.name,
    what: `${what} on ${cluster.name}`,
    otherwise: { file: `clusters/${cluster.name}`, line: 1 },
  });
  const act = (namespace: string, name: string): Parameters<typeof authorize>[2] => ({
    verb: 'impersonate',
    group: '',
    resource: 'serviceaccounts',
    namespace,
    name,
  });
  for (const { namespace } of model.teams.developers) {
    for (const [verb, group, resource] of beyond) {
      tally.refused(
        asked(`${verb} ${resource} in namespace ${namespace}`),
        authorize(authorization, subject, { verb, group, resource, namespace }),
      );
    }
    tally.refused(
      asked(`act as another account of namespace ${namespace}`),
      authorize(authorization, subject, act(namespace, 'another')),
    );
  }
  for (const { namespace, name } of deployersOf(model, cluster)) {
    tally.allowed(asked(`act as ${namespace}:${name}`), authorize(authorization, subject, act(namespace, name)));
  }
}
