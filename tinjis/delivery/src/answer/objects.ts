import { type Account, kubernetesUser } from '../model/identity.ts';
import { type Kind, kindOf } from '@tinjis/rules/objects/kinds';
import type { Resource } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';
import { admitWorkload } from '@tinjis/rules/admission/workload';
import { type Ruling, together } from '@tinjis/rules/ruling';
import { authorize } from '@tinjis/rules/rbac/authorize';
import type { Rules } from './rules.ts';

/** What Argo CD does with an object it syncs: compare, create, change, prune. */
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
  let answers = known.get(rules);
  if (!answers) known.set(rules, (answers = new Map<string, Ruling>()));
  const asked = [account.namespace, account.name, namespace, ...wanted.keys()].join(' ');
  let ruling = answers.get(asked);
  if (!ruling) answers.set(asked, (ruling = writes(rules, account, wanted, namespace)));
  return ruling;
}

// A team's services are of the same few kinds, and deployed by one account.
const known = new WeakMap<Rules, Map<string, Ruling>>();

function writes(rules: Rules, account: Account, wanted: ReadonlyMap<string, Kind>, namespace: string): Ruling {
  const subject = kubernetesUser(account);
  const rulings = [...wanted.values()].flatMap(({ group, resource, namespaced }) =>
    syncVerbs.map((verb) =>
      authorize(rules.authorization, subject, { verb, group, resource, ...(namespaced && { namespace }) }),
    ),
  );
  return together(rulings as [Ruling, ...Ruling[]]);
}

/** Do the admission rules let this account create these objects in a namespace, and then the pods they make? */
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
