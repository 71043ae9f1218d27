import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from '../../answer/rules.ts';
import { type Identity, identityName, kubernetesUser } from '../../model/identity.ts';
import type { ClusterModel } from '../../model/model.ts';
import { accountsOf, developersAndStrangers } from '../identities.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { namespacesApart, subjectClasses } from '../classes/alike.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

const rbac = 'rbac.authorization.k8s.io';

/** Requests that turn a right into more: each is known to lead to every right, or to somebody's secrets. */
const escalating: readonly (readonly [verb: string, group: string, resource: string, subresource?: string])[] = [
  ['escalate', rbac, 'roles'],
  ['escalate', rbac, 'clusterroles'],
  ['bind', rbac, 'roles'],
  ['bind', rbac, 'clusterroles'],
  ['impersonate', '', 'users'],
  ['impersonate', '', 'groups'],
  ['impersonate', '', 'serviceaccounts'],
  ['impersonate', 'authentication.k8s.io', 'userextras'],
  ['create', '', 'serviceaccounts', 'token'],
  ['create', '', 'pods'],
  ['create', '', 'pods', 'exec'],
  ['get', '', 'pods', 'exec'],
  ['create', '', 'pods', 'attach'],
  ['create', '', 'pods', 'portforward'],
  ['get', '', 'pods', 'portforward'],
  ['create', '', 'pods', 'proxy'],
  ['create', '', 'services', 'proxy'],
  ['get', '', 'services', 'proxy'],
  ['update', '', 'pods', 'ephemeralcontainers'],
  ['patch', '', 'pods', 'ephemeralcontainers'],
  ['create', '', 'nodes', 'proxy'],
  ['get', '', 'nodes', 'proxy'],
  ['create', '', 'persistentvolumes'],
  ['get', '', 'secrets'],
  ['list', '', 'secrets'],
  ['watch', '', 'secrets'],
  ['create', '', 'secrets'],
  ['update', '', 'secrets'],
  ['patch', '', 'secrets'],
  ['create', '', 'endpoints'],
  ['update', '', 'endpoints'],
  ['create', 'discovery.k8s.io', 'endpointslices'],
  ['update', 'discovery.k8s.io', 'endpointslices'],
  ['create', 'apps', 'daemonsets'],
  ['create', 'certificates.k8s.io', 'certificatesigningrequests'],
  ['update', 'certificates.k8s.io', 'certificatesigningrequests', 'approval'],
];

/** No developer, no deployer and no pod's account has a right from which more rights follow. */
export const noEscalation: DeliveryPromise = {
  name: 'no-escalation',
  says: 'no developer, deployer or pod holds a right from which more would follow',
  findings: {},
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      const identities: readonly Identity[] = [...developersAndStrangers(model), ...accountsOf(model, cluster)];
      const namespaces = new Roster(model.teams.developers.map(({ namespace }) => namespace));
      const alike = subjectClasses(rulesOf(cluster).authorization, identities, kubernetesUser);
      proveClasses(alike, tally, (identity) => {
        proveIdentity(cluster, identity, namespaces, tally);
      });
    }
  },
};

function proveIdentity(cluster: ClusterModel, identity: Identity, namespaces: Roster<string>, tally: Tally): void {
  const { authorization } = rulesOf(cluster);
  const subject = kubernetesUser(identity);
  const ask = (namespace: string): void => {
    for (const [verb, group, resource, subresource] of escalating) {
      const request = {
        verb,
        group,
        resource,
        ...(subresource !== undefined && { subresource }),
        ...(namespace !== '' && { namespace }),
      };
      const what = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`} ${namespace === '' ? 'everywhere' : `in namespace ${namespace}`}`;
      const otherwise = { file: `clusters/${cluster.name}`, line: 1 };
      tally.refused(
        { who: identityName(identity), what: `${what} on ${cluster.name}`, otherwise },
        authorize(authorization, subject, request),
      );
    }
  };
  ask('');
  proveClasses(namespaces.classes(namespacesApart(authorization, subject), 'asked'), tally, ask);
}
