import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { inCluster } from '@tinjis/rules/argocd/objects';
import type { Participants } from '../../../identities/participants.ts';
import { governingManifests } from '../../../manifests/governing.ts';
import { workloadManifests } from '../../../manifests/workloads.ts';
import { allowed, type ExpectedOutcome, refused, scratchName as name } from '../case.ts';
import type { ScratchProject } from './projects.ts';
import { scratchConfigMap, notAdmitted, notDestination, notGranted, notPermitted, type TriedSync } from './tried.ts';

/**
 * Past the project, on purpose: what refuses is the API server, because Argo CD acts as an account that may no more.
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
  const governing = governingManifests(namespace, name)
    .map(({ object }) => object)
    .filter(({ kind }) => kind !== 'ConfigMap');
  const [image] = workloadManifests(own, name).filter(
    ({ what, object }) => what === 'run an image of somebody else' && object.kind === 'Deployment',
  );
  // prettier-ignore
  return [
    one('control', 'a ConfigMap', [scratchConfigMap(namespace)], allowed),
    ...[...new Map(governing.map((object) => [object.kind, object])).values()].map((object) =>
      one(
        object.kind.toLowerCase(),
        `a ${object.kind}`,
        [object],
        // Observed: Argo CD 3.6.1 fails by itself where it may not read the role that a binding names.
        object.kind === 'RoleBinding'
          ? refused('argocd', /kubectl auth reconcile.*(nil pointer|forbidden)/)
          : refused('rbac', notGranted),
      ),
    ),
    one('cluster-role', 'a ClusterRole', [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [] }], refused('rbac', notGranted)),
    one('foreign-namespace', 'a manifest that names another namespace', [scratchConfigMap(other.namespace)], refused('rbac', notGranted)),
    one('foreign-image', 'an image of somebody else', [image?.object as LiveObject], refused('admission', notAdmitted)),
    one('no-account', 'into a namespace that no account is mapped to', [scratchConfigMap(undefined)], refused('argocd', /no matching service account found|diffConfig can not be nil/), 'default'),
    one('account-of-another', "as another team's deployer", [scratchConfigMap(namespace)], refused('rbac', notGranted), namespace, 'foreign'),
    one('account-by-namespace', 'as its own deployer, named with its namespace', [scratchConfigMap(namespace)], allowed, namespace, 'as-first'),
    one('account-elsewhere', "into another's namespace as its own deployer", [scratchConfigMap(undefined)], refused('rbac', notGranted), other.namespace, 'as-first'),
    one('account-of-nobody', 'as an account that Argo CD may not become', [scratchConfigMap(namespace)], refused('rbac', /impersonate/), namespace, 'stranger'),
  ].map((each) => (Object.hasOwn(unmodelled, each.id) ? { ...each, unmodelled: String(unmodelled[each.id]) } : each));
}

const unmodelled: Readonly<Record<string, string>> = {
  'wide-account-of-nobody': 'whom Argo CD may become; `verify` proves it (promises/impersonation.ts)',
  'wide-rolebinding': "an error of Argo CD's own, before the API server could refuse",
};

/** Rules of a project that do not say what they seem to. */
export function projectTraps({ teams: [team] }: Participants): readonly TriedSync[] {
  const { namespace } = team;
  const [policy] = governingManifests(namespace, name)
    .filter(({ object }) => object.kind === 'NetworkPolicy')
    .map(({ object }) => object) as [LiveObject];
  const one = (
    project: ScratchProject,
    id: string,
    what: string,
    objects: readonly LiveObject[],
    expected: ExpectedOutcome,
  ): TriedSync => ({
    id: `trap-${id}`,
    what,
    project: `${name}-${project}`,
    objects,
    expected,
    destination: { server: inCluster.server, namespace },
  });
  // prettier-ignore
  return [
    one('unlisted', 'unlisted', 'a NetworkPolicy where no list of kinds is written: the project lets it through', [policy], refused('rbac', notGranted)),
    one('listed-none', 'listed-none', 'a ConfigMap where the list of kinds is empty', [scratchConfigMap(namespace)], refused('argocd', notPermitted)),
    one('wrong-group', 'wrong-group', 'a NetworkPolicy that is denied under an empty group: the project lets it through', [policy], refused('rbac', notGranted)),
    one('right-group', 'right-group', 'a NetworkPolicy that is denied under its own group', [policy], refused('argocd', notPermitted)),
    one('deny-by-name', 'deny-by-name', "where a namespace is denied by the cluster's name: ignored", [scratchConfigMap(namespace)], allowed),
    one('deny-by-server', 'deny-by-server', "where a namespace is denied by the cluster's server", [scratchConfigMap(namespace)], refused('argocd', notDestination)),
    one(
      'one-star',
      'one-star',
      'from http://*, which stops at a slash',
      [scratchConfigMap(namespace)],
      refused('argocd', /is not permitted in project/),
    ),
    one('two-stars', 'two-stars', 'from http://**', [scratchConfigMap(namespace)], allowed),
    one('denied-repository', 'denied-repository', 'from a repository that is denied', [scratchConfigMap(namespace)], refused('argocd', /is not permitted in project/)),
    one('one-namespace', 'named-kind', 'a Namespace of the one name that is permitted', [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }], refused('rbac', notGranted)),
    one(
      'one-namespace',
      'named-kind-other',
      'a Namespace of another name',
      [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `${name}-other` } }],
      refused('argocd', notPermitted),
    ),
    { id: 'default-project', what: 'from the emptied project default', project: 'default', objects: [scratchConfigMap(namespace)], expected: refused('argocd', /is not permitted in project|do not match any/) },
    { id: 'no-project', what: 'without a project', project: '', objects: [scratchConfigMap(namespace)], expected: refused('argocd', /is not permitted in project|do not match any|project/) },
    {
      id: 'unknown-project',
      what: 'from a project that is not there',
      project: `${name}-nowhere`,
      objects: [scratchConfigMap(namespace)],
      expected: refused('argocd', /project .* (which )?does not exist|not found/),
    },
  ];
}
