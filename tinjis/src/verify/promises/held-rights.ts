import type { Role } from '../../decide/rbac/objects.ts';
import { rulesOf } from '../../decide/rules.ts';
import { argocdNamespace } from '../../model/argocd.ts';
import type { Resource } from '../../model/located.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

type Rule = NonNullable<Role['rules']>[number];
type Binding = ReturnType<typeof rulesOf>['authorization']['roleBindings'][number];
type Subject = NonNullable<Binding['object']['subjects']>[number];

const read = ['get', 'list', 'watch'];
const write = ['create', 'update', 'patch', 'delete'];

/** What holders of one sort may have in a rule, whatever their roles are called. */
interface Limits {
  readonly verbs: readonly string[];
  /** Kinds they may write; of all others they may only read. */
  readonly writes: readonly string[];
  /** Kinds they may not even read. */
  readonly never: readonly string[];
}

/** Kinds that make up a service: what a deployer is for. */
const deployed = [
  '/services', '/configmaps', 'apps/deployments', 'apps/statefulsets', 'autoscaling/horizontalpodautoscalers', 'policy/poddisruptionbudgets',
  'bitnami.com/sealedsecrets', 'gateway.networking.k8s.io/httproutes',
];
const hidden = ['/secrets', '/pods/exec', '/pods/attach', '/pods/portforward', '/pods/proxy', '/services/proxy', '/nodes/proxy'];

const people: Limits = { verbs: read, writes: [], never: hidden };
const deployers: Limits = { verbs: [...read, ...write], writes: deployed, never: hidden };
/** Argo CD changes nothing by itself; to act as an account, it needs that account's name. */
const argocd: Limits = { verbs: [...read, 'impersonate'], writes: ['/serviceaccounts'], never: [] };
const sealing: Limits = { verbs: [...read, ...write], writes: ['/secrets', '/events', 'bitnami.com/sealedsecrets/status'], never: hidden.slice(1) };
const nobody: Limits = { verbs: [], writes: [], never: [] };

/** Every right is held by somebody who is meant to hold it, and is no wider than they need: read from the rules themselves. */
export const heldRights: DeliveryPromise = {
  name: 'held-rights',
  says: 'every right is bound to those it is meant for, by name, and no role gives more than its holders need',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      const { roles, clusterRoles, roleBindings, clusterRoleBindings } = rulesOf(cluster).authorization;
      const named = new Map([...roles, ...clusterRoles].map((role) => [keyOf(role.object.kind, role.object.metadata), role]));
      for (const binding of [...roleBindings, ...clusterRoleBindings]) {
        const { kind, name } = binding.object.roleRef;
        proveBinding(model, cluster, binding, named.get(keyOf(kind, { name, namespace: kind === 'Role' ? binding.object.metadata.namespace : undefined })), tally);
      }
    }
  },
};

function keyOf(kind: string, { namespace, name }: { readonly namespace?: string | undefined; readonly name: string }): string {
  return [kind, namespace, name].join('/');
}

function proveBinding(model: Model, cluster: ClusterModel, binding: Binding, role: Resource<Role> | undefined, tally: Tally): void {
  const { metadata, roleRef, subjects } = binding.object;
  const args = { binding: metadata.name, role: roleRef.name, cluster: cluster.name };
  // A role that is not in Git is one of Kubernetes' own, or none: nobody reviewed what it gives.
  tally.hold(role !== undefined, () => ({ code: 'rbac/role-not-in-git', args, at: binding.at(['roleRef']) }));
  for (const [index, subject] of (subjects ?? []).entries()) {
    const limits = limitsOf(model, binding, subject);
    const who = `${subject.namespace === undefined ? '' : `${subject.namespace}:`}${subject.name}`;
    tally.hold(limits !== nobody, () => ({ code: 'rbac/bound-to-stranger', args: { ...args, who }, at: binding.at(['subjects', index]) }));
    if (limits === nobody || limits === undefined || !role) continue;
    for (const [at, rule] of (role.object.rules ?? []).entries()) {
      const excess = excessOf(rule, limits);
      tally.hold(excess === undefined, () => ({ code: 'rbac/more-than-needed', args: { ...args, who, excess: String(excess) }, at: role.at(['rules', at]) }));
    }
  }
}

/** How much a subject of a binding may hold; undefined for the one account that may do everything, in its own bindings. */
function limitsOf({ teams }: Model, { object }: Binding, { kind, name, ...subject }: Subject): Limits | undefined {
  const own = object.metadata.namespace;
  const namespace = subject.namespace ?? own;
  if (kind === 'Group') {
    if (name === teams.platform.group) return people;
    return teams.developers.some((team) => team.group === name && team.namespace === own) ? people : nobody;
  }
  if (kind !== 'ServiceAccount') return nobody;
  if (namespace === argocdNamespace) return name === 'platform-deployer' && object.metadata.name === name ? undefined : argocdLimits(name, object);
  if (namespace === 'kube-system' && name === 'sealed-secrets-controller') return own === undefined || own === 'kube-system' ? sealing : nobody;
  return namespace === own && teams.developers.some((team) => team.namespace === own) && name === 'deployer' ? deployers : nobody;
}

/** Argo CD's own accounts: in its namespace they keep its state, and what the vendor gives them there is not looked at. */
function argocdLimits(account: string, { metadata: { name, namespace } }: Binding['object']): Limits | undefined {
  if (!account.startsWith('argocd-')) return nobody;
  return namespace === argocdNamespace && name === account ? undefined : argocd;
}

/** What of a rule goes beyond the limits, as words; undefined where nothing does. */
function excessOf(rule: Rule, { verbs, writes, never }: Limits): string | undefined {
  const { apiGroups, resources, resourceNames, nonResourceURLs: paths } = rule;
  const verb = rule.verbs.find((each) => !verbs.includes(each));
  if (verb !== undefined) return `verb ${verb}`;
  if (paths?.length) return verbs.includes('impersonate') && rule.verbs.every((each) => each === 'get') ? undefined : 'paths of the API server';
  if (rule.verbs.includes('impersonate') && !resourceNames?.length) return 'acting as anybody';
  const kinds = apiGroups?.flatMap((group) => resources?.map((resource) => `${group}/${resource}`) ?? []) ?? [];
  const wild = kinds.find((kind) => kind.includes('*'));
  // Argo CD watches everything, which is a known hole; nobody else reads by a wildcard.
  const onlyReads = rule.verbs.every((each) => read.includes(each));
  if (wild !== undefined) return onlyReads && verbs.includes('impersonate') ? undefined : `kinds by ${wild}`;
  const hiddenKind = kinds.find((kind) => never.includes(kind));
  if (hiddenKind !== undefined) return `reading ${hiddenKind}`;
  const written = onlyReads ? undefined : kinds.find((kind) => !writes.includes(kind));
  return written === undefined ? undefined : `writing ${written}`;
}
