import { memoized } from '@tinjis/rules/memo';
import { type Account, kubernetesUser } from '../model/identity.ts';
import type { Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel, Workload } from '../model/model.ts';
import type { DeveloperTeam } from '../model/teams.ts';
import { agreed, type Ruling, together } from '@tinjis/rules/ruling';
import { rulesOf, type Rules } from './rules.ts';
import { type Passage, throughProject, withoutApplication } from './argocd.ts';
import { type Kind, kindOf } from '@tinjis/rules/objects/kinds';
import { groupOf } from '@tinjis/rules/objects/objects';
import { admitWorkload } from '@tinjis/rules/admission/admit';
import { authorize } from '@tinjis/rules/rbac/authorize';

/** The layers that a merged manifest must still pass before it runs. A layer that is not reached has no entry. */
export interface Delivery {
  readonly argocd: Ruling;
  readonly rbac?: Ruling;
  readonly admission?: Ruling;
  /** The account that Argo CD acts as. */
  readonly account?: Account;
}

// A workload belongs to one cluster, and hardly ever has a second namespace.
const deliveries = memoized<Workload, Map<string, Delivery>>(() => new Map());

/** How a service's own manifests reach its namespace. It no longer matters who merged them. */
export function deliveryOf(
  cluster: ClusterModel,
  workload: Workload,
  { namespace }: Pick<DeveloperTeam, 'namespace'>,
): Delivery {
  return deliveries(workload).getOrInsertComputed(namespace, () =>
    deliver(cluster, workload, workload.objects.all, namespace),
  );
}

/** The account that Argo CD acts as when it syncs a folder; undefined where it would act as itself, or not at all. */
export function accountOfSync(cluster: ClusterModel, folder: string): Account | undefined {
  return syncOf(cluster, folder).account;
}

/** Argo CD's part in the sync of a folder, whatever lies there. */
export function syncOf(cluster: ClusterModel, folder: string): Passage {
  const rules = rulesOf(cluster);
  const application = rules.applicationOf.get(folder);
  if (!application) return withoutApplication(folder, cluster);
  return throughProject(rules, application, [], String(application.object.spec.destination?.namespace));
}

/**
 * How any objects would reach any namespace from a service's folder: everything that a person who may change that
 * folder can try.
 * @param from the service whose folder holds the objects
 */
export function deliver(
  cluster: ClusterModel,
  from: Workload,
  objects: readonly Resource[],
  namespace: string,
): Delivery {
  const rules = rulesOf(cluster);
  const application = rules.applicationOf.get(from.folder);
  const { ruling, account } = application
    ? throughProject(rules, application, objects, namespace)
    : withoutApplication(from.folder, cluster);
  const [first, ...more] = objects;
  if (!account || !first) return { argocd: ruling };
  return {
    argocd: ruling,
    rbac: agreed([() => mayWrite(rules, account, [first, ...more], namespace)]),
    admission: admission(rules, account, objects, namespace),
    account,
  };
}

// Every folder of a team has the same deployer, and a person tries them all.
const admissions = memoized<Rules, WeakMap<readonly Resource[], Map<string, Ruling>>>(() => new WeakMap());

/** The same as `admitted`, once for each array of objects. */
function admission(rules: Rules, account: Account, objects: readonly Resource[], namespace: string): Ruling {
  return admissions(rules)
    .getOrInsertComputed(objects, () => new Map())
    .getOrInsertComputed(`${account.namespace} ${account.name} ${namespace}`, () =>
      agreed([() => admitted(rules, account, objects as readonly [Resource, ...Resource[]], namespace)]),
    );
}

/** The verbs Argo CD uses on an object it syncs: compare, create, change, prune. */
const syncVerbs = ['get', 'create', 'patch', 'delete'] as const;

/** May this account write objects of these kinds in a namespace, as a sync does? */
export function mayWrite(
  rules: Rules,
  account: Account,
  objects: readonly [Resource, ...Resource[]],
  namespace: string,
): Ruling {
  const wanted = new Map(
    objects.map(({ object }) => [`${groupOf(object)}/${object.kind}`, kindOf(groupOf(object), object.kind)]),
  );
  const question = [account.namespace, account.name, namespace, ...wanted.keys()].join(' ');
  return writings(rules).getOrInsertComputed(question, () => writes(rules, account, wanted, namespace));
}

// A team's services have the same few kinds, and one account deploys them all.
const writings = memoized<Rules, Map<string, Ruling>>(() => new Map());

function writes(rules: Rules, account: Account, wanted: ReadonlyMap<string, Kind>, namespace: string): Ruling {
  const subject = kubernetesUser(account);
  const rulings = [...wanted.values()].flatMap(({ group, resource, namespaced }) =>
    syncVerbs.map((verb) =>
      authorize(rules.authorization, subject, { verb, group, resource, ...(namespaced && { namespace }) }),
    ),
  );
  return together(rulings as [Ruling, ...Ruling[]]);
}

/** Do the admission rules let this account create these objects in a namespace, and then let in their pods? */
export function admitted(
  rules: Rules,
  account: Account,
  objects: readonly [Resource, ...Resource[]],
  namespace: string,
): Ruling {
  const { user, groups } = kubernetesUser(account);
  const rulings = objects.map((object) => {
    const { apiVersion, kind } = object.object;
    const group = groupOf(object.object);
    const { resource, namespaced } = kindOf(group, kind);
    return admitWorkload(rules.admission, {
      operation: 'CREATE',
      object,
      ...(namespaced && { namespace }),
      resource: { group, version: apiVersion.slice(apiVersion.indexOf('/') + 1), resource },
      user: { name: user, groups },
    });
  });
  return together(rulings as [Ruling, ...Ruling[]]);
}
