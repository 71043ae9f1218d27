import { byGit, foldersWithOwners } from '../../answer/git.ts';
import { direct } from '../../answer/call.ts';
import type { LayerDecision } from '@tinjis/rules/ruling';
import { permitsKind } from '@tinjis/rules/argocd/kind';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from '../../answer/rules.ts';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import { nameInArgocd } from '../../model/layout.ts';
import { type Identity, identityName, kubernetesUser, stranger } from '../../model/identity.ts';
import { kinds } from '@tinjis/rules/objects/kinds';
import type { ClusterModel, Model } from '../../model/model.ts';
import { deployersOf, developersAndStrangers } from '../identities.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { namespacesApart, PeopleByOwner } from '../classes/alike.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** Kinds that decide who may do what. */
const policyKinds = kinds.filter(({ kind }) =>
  new Set([
    'APIService',
    'AppProject',
    'Application',
    'ApplicationSet',
    'CertificateSigningRequest',
    'CiliumClusterwideNetworkPolicy',
    'CiliumNetworkPolicy',
    'ClusterRole',
    'ClusterRoleBinding',
    'CustomResourceDefinition',
    'Gateway',
    'LimitRange',
    'MutatingWebhookConfiguration',
    'Namespace',
    'NetworkPolicy',
    'PersistentVolume',
    'ReferenceGrant',
    'ResourceQuota',
    'Role',
    'RoleBinding',
    'ServiceAccount',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ]).has(kind),
);

const writes = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;

/** Only the platform changes a rule, in Git, through Argo CD or in the cluster. */
export const platformPolicy: DeliveryPromise = {
  name: 'platform-policy',
  says: 'only the platform changes a policy, a right or an Application',
  findings: {},
  prove({ model }, tally) {
    proveGit(model, tally);
    for (const cluster of model.clusters) {
      proveProjects(model, cluster, tally);
      const namespaces = new Roster([
        ...model.teams.developers.map(({ namespace }) => namespace),
        argocdNamespace,
        'kube-system',
        'default',
      ]);
      for (const identity of [...developersAndStrangers(model), ...deployersOf(model, cluster)]) {
        proveRights(cluster, identity, namespaces, tally);
      }
      proveAdmission(model, cluster, tally);
    }
  },
};

function proveGit(model: Model, tally: Tally): void {
  // A folder that is not there yet can be made by whoever owns it.
  const unmade = foldersWithOwners(model).map((folder) => `${folder}/a-new-file`);
  const isPlatforms = (path: string): boolean => !/^(?:apps|services)\//.test(path);
  const paths = new Set([
    ...model.paths.filter((path) => !path.startsWith('apps/')),
    ...['policies/a-new-file.yaml', 'clusters/a-new-file.yaml', 'a-new-file'],
    ...unmade.filter(isPlatforms),
  ]);
  const { name } = model.teams.platform;
  const platform = { ...stranger(name), teams: [name] };
  const people = new PeopleByOwner(model.teams, developersAndStrangers(model));
  for (const path of paths) {
    const otherwise = { file: path, line: 1 };
    proveClasses(people.classes(model, path), tally, (person) => {
      tally.refused({ who: person.login, what: `change ${path}`, otherwise }, byGit(model, person, path));
    });
    tally.allowed({ who: platform.login, what: `change ${path}`, otherwise }, byGit(model, platform, path));
  }
}

function proveProjects(model: Model, cluster: ClusterModel, tally: Tally): void {
  const rules = rulesOf(cluster);
  for (const [name, project] of rules.projects) {
    if (name === nameInArgocd(model.teams.platform.name, cluster.declared)) continue;
    for (const { group, kind, namespaced } of policyKinds) {
      const ruling = permitsKind(project, { group, kind }, namespaced ? 'namespaced' : 'cluster');
      tally.refused(
        { who: `project ${name}`, what: `hold a ${kind} on ${cluster.name}`, otherwise: project.at() },
        ruling,
      );
    }
  }
}

function proveRights(cluster: ClusterModel, identity: Identity, namespaces: Roster<string>, tally: Tally): void {
  const { authorization } = rulesOf(cluster);
  const subject = kubernetesUser(identity);
  const ask = (namespace: string | undefined): void => {
    for (const { group, resource } of policyKinds.filter(
      ({ namespaced }) => namespaced === (namespace !== undefined),
    )) {
      for (const verb of writes) {
        const what = `${verb} ${resource}${namespace === undefined ? '' : ` in namespace ${namespace}`} on ${cluster.name}`;
        const request = { verb, group, resource, ...(namespace !== undefined && { namespace }) };
        const otherwise = { file: `clusters/${cluster.name}`, line: 1 };
        tally.refused({ who: identityName(identity), what, otherwise }, authorize(authorization, subject, request));
      }
    }
  };
  ask(undefined);
  proveClasses(namespaces.classes(namespacesApart(authorization, subject), 'asked'), tally, ask);
}

/** The kinds that admission lets only the platform write, in case rights some day grant too much. */
const guardedKinds = [
  'CiliumNetworkPolicy',
  'LimitRange',
  'NetworkPolicy',
  'ResourceQuota',
  'Role',
  'RoleBinding',
  'ServiceAccount',
];

function proveAdmission(model: Model, cluster: ClusterModel, tally: Tally): void {
  // Only what the platform has written there is asked about, whatever lies in the teams' folders.
  const alone = { ...cluster, workloads: new Map() };
  for (const identity of deployersOf(model, cluster)) {
    for (const kind of policyKinds.filter((each) => guardedKinds.includes(each.kind))) {
      const { namespace } = identity;
      const request = { verb: 'create', group: kind.group, resource: kind.resource, kind: kind.kind, namespace };
      const admission = direct(alone, identity, request).layers.find(
        ({ layer }) => layer === 'admission',
      ) as LayerDecision;
      const what = `have a ${kind.kind} admitted in namespace ${namespace} on ${cluster.name}`;
      tally.refused(
        { who: identityName(identity), what, otherwise: { file: 'policies/admission', line: 1 } },
        admission,
      );
    }
  }
}
