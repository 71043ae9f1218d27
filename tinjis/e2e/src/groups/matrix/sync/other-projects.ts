import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { inCluster } from '@tinjis/rules/argocd/objects';
import type { Participants } from '../../../identities/participants.ts';
import { governingManifests } from '../../../manifests/governing.ts';
import { workloadManifests } from '../../../manifests/workloads.ts';
import { allowed, type ExpectedOutcome, refused, scratchName as name } from '../case.ts';
import type { ScratchProject } from './projects.ts';
import {
  scratchConfigMap,
  notAdmitted,
  notDestination,
  notGranted,
  notPermitted,
  oneOfEachKind,
  type TriedSync,
} from './tried.ts';

/**
 * Gets past the project on purpose. The API server then refuses, because Argo CD acts as an account without further
 * rights.
 */
export function widened({ teams: [team, other] }: Participants): readonly TriedSync[] {
  const { namespace, own } = team;
  const one = (
    id: string,
    what: string,
    objects: readonly LiveObject[],
    expected: ExpectedOutcome,
    destination = namespace,
    project: ScratchProject = 'wide',
  ): TriedSync => ({
    id: `wide-${id}`,
    what,
    project: `${name}-${project}`,
    objects,
    expected,
    destination: { server: inCluster.server, namespace: destination },
  });
  const governing = governingManifests(namespace, name).filter(({ object }) => object.kind !== 'ConfigMap');
  const image = workloadManifests(own, name).find(
    ({ what, object }) => what === 'run an image of somebody else' && object.kind === 'Deployment',
  )?.object as LiveObject;
  const clusterRole = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: [],
  };
  const ownMap = [scratchConfigMap(namespace)];
  const anyMap = [scratchConfigMap(undefined)];
  const noAccount = refused('argocd', /no matching service account found|diffConfig can not be nil/);
  // Observed: Argo CD 3.6.1 itself fails where it may not read the role that a binding names.
  const noRole = refused('argocd', /kubectl auth reconcile.*(nil pointer|forbidden)/);
  const notBecome = refused('rbac', /impersonate/);
  // prettier-ignore
  return [
    one('control', 'a ConfigMap', ownMap, allowed),
    ...oneOfEachKind(governing).map((object) =>
      one(object.kind.toLowerCase(), `a ${object.kind}`, [object], object.kind === 'RoleBinding' ? noRole : notGranted),
    ),
    one('cluster-role', 'a ClusterRole', [clusterRole], notGranted),
    one('foreign-namespace', 'a manifest that names another namespace', [scratchConfigMap(other.namespace)], notGranted),
    one('foreign-image', 'an image of somebody else', [image], notAdmitted),
    one('no-account', 'into a namespace that no account is mapped to', anyMap, noAccount, 'default'),
    one('account-of-another', "as another team's deployer", ownMap, notGranted, namespace, 'foreign'),
    one('account-by-namespace', 'as its own deployer, named with its namespace', ownMap, allowed, namespace, 'as-first'),
    one('account-elsewhere', "into another's namespace as its own deployer", anyMap, notGranted, other.namespace, 'as-first'),
    one('account-of-nobody', 'as an account that Argo CD may not become', ownMap, notBecome, namespace, 'stranger'),
  ].map((each) => (Object.hasOwn(unmodelled, each.id) ? { ...each, unmodelled: String(unmodelled[each.id]) } : each));
}

const unmodelled: Readonly<Record<string, string>> = {
  'wide-account-of-nobody': 'whom Argo CD may become; `verify` proves it (promises/impersonation.ts)',
  'wide-rolebinding': "an error of Argo CD's own, before the API server could refuse",
};

/** Project rules that do not mean what they seem to. */
export function projectTraps({ teams: [team] }: Participants): readonly TriedSync[] {
  const { namespace } = team;
  const policy = governingManifests(namespace, name).find(({ object }) => object.kind === 'NetworkPolicy')?.object;
  const policies = policy ? [policy] : [];
  const ownMap = [scratchConfigMap(namespace)];
  const namespaceNamed = (called: string) => [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: called } }];
  const trap = (
    id: ScratchProject,
    what: string,
    objects: readonly LiveObject[],
    expected: ExpectedOutcome,
  ): TriedSync => {
    const destination = { server: inCluster.server, namespace };
    return { id: `trap-${id}`, what, project: `${name}-${id}`, objects, expected, destination };
  };
  const without = (id: string, what: string, project: string, message: RegExp): TriedSync => ({
    id,
    what,
    project,
    objects: ownMap,
    expected: refused('argocd', message),
  });
  const named = (id: string, what: string, called: string, expected: ExpectedOutcome): TriedSync => ({
    ...trap('one-namespace', what, namespaceNamed(called), expected),
    id: `trap-${id}`,
  });
  // prettier-ignore
  return [
    trap('unlisted', 'a NetworkPolicy where no list of kinds is written: the project lets it through', policies, notGranted),
    trap('listed-none', 'a ConfigMap where the list of kinds is empty', ownMap, notPermitted),
    trap('wrong-group', 'a NetworkPolicy that is denied under an empty group: the project lets it through', policies, notGranted),
    trap('right-group', 'a NetworkPolicy that is denied under its own group', policies, notPermitted),
    trap('deny-by-name', "where a namespace is denied by the cluster's name: ignored", ownMap, allowed),
    trap('deny-by-server', "where a namespace is denied by the cluster's server", ownMap, notDestination),
    trap('one-star', 'from http://*, which stops at a slash', ownMap, notPermitted),
    trap('two-stars', 'from http://**', ownMap, allowed),
    trap('denied-repository', 'from a repository that is denied', ownMap, notPermitted),
    named('named-kind', 'a Namespace of the one name that is permitted', name, notGranted),
    named('named-kind-other', 'a Namespace of another name', `${name}-other`, notPermitted),
    without('default-project', 'from the emptied project default', 'default', /is not permitted in project|do not match any/),
    without('no-project', 'without a project', '', /is not permitted in project|do not match any|project/),
    without('unknown-project', 'from a project that is not there', `${name}-nowhere`, /project .* (which )?does not exist|not found/),
  ];
}
