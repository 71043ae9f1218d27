import { entry } from '../../entry.ts';
import type { Role } from '@tinjis/rules/rbac/grants';
import { rulesOf } from '../../answer/rules.ts';
import { argocdAccounts, argocdNamespace } from '@tinjis/rules/argocd/objects';
import type { Resource } from '@tinjis/rules/objects/located';
import { grantedKinds } from '../../model/kinds.ts';
import { nameInArgocd, spokesOf } from '../../model/layout.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import type { DeveloperTeam, Teams } from '../../model/teams.ts';
import type { DeliveryPromise } from '../promise.ts';
import {
  acting,
  applicationLimits,
  argocdEverywhere,
  breakGlassLimits,
  deployerLimits,
  excessOf,
  type Limits,
  peopleLimits,
  sealing,
  sealingKeys,
} from '../limits.ts';
import type { Tally } from '../tally.ts';

type Binding = ReturnType<typeof rulesOf>['authorization']['roleBindings'][number];
type Subject = NonNullable<Binding['object']['subjects']>[number];

/** Every right has an intended holder, and is no wider than they need. The proof reads the rules themselves. */
export const heldRights: DeliveryPromise = {
  name: 'held-rights',
  says: 'every right is bound to those it is meant for, by name, and no role gives more than its holders need',
  findings: {
    'rbac/role-not-in-git': entry(
      '{binding} binds {role} on {cluster}, which is not in this repository',
      'Only roles of this repository are reviewed.',
      'bind a role of policies/rbac',
    ),
    'rbac/bound-to-stranger': entry(
      '{binding} gives {role} to {who} on {cluster}, who is not meant to hold it',
      "Rights are held by a team's groups and programs in its own namespace, by deployers, and by the platform.",
      'remove the subject',
    ),
    'rbac/more-than-needed': entry(
      '{role} gives {who} more on {cluster} than it needs: {excess}',
      'People read; deployers write the kinds that policies/kinds.yaml and policies/teams.yaml grant their team.',
      'narrow the rule, or bind another role',
    ),
  },
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      const { roles, clusterRoles, roleBindings, clusterRoleBindings } = rulesOf(cluster).authorization;
      const named = new Map(
        [...roles, ...clusterRoles].map((role) => [keyOf(role.object.kind, role.object.metadata), role]),
      );
      for (const binding of [...roleBindings, ...clusterRoleBindings]) {
        const { kind, name } = binding.object.roleRef;
        proveBinding(
          model,
          cluster,
          binding,
          named.get(keyOf(kind, { name, namespace: kind === 'Role' ? binding.object.metadata.namespace : undefined })),
          tally,
        );
      }
    }
  },
};

function keyOf(
  kind: string,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
): string {
  return [kind, namespace, name].join('/');
}

function proveBinding(
  model: Model,
  cluster: ClusterModel,
  binding: Binding,
  role: Resource<Role> | undefined,
  tally: Tally,
): void {
  const { kind, metadata, roleRef, subjects } = binding.object;
  const args = { binding: metadata.name, role: roleRef.name, cluster: cluster.name };
  // A role that is not in Git is Kubernetes' own, or does not exist: nobody reviewed its rights.
  tally.hold(role !== undefined, () => ({ code: 'rbac/role-not-in-git', args, at: binding.at(['roleRef']) }));
  for (const [index, subject] of (subjects ?? []).entries()) {
    const limits = limitsOf(model, cluster, binding, subject);
    const who = `${subject.namespace === undefined ? '' : `${subject.namespace}:`}${subject.name}`;
    tally.hold(limits !== nobody, () => ({
      code: 'rbac/bound-to-stranger',
      args: { ...args, who },
      at: binding.at(['subjects', index]),
    }));
    if (limits === nobody || limits === everything || !role) continue;
    for (const [at, rule] of (role.object.rules ?? []).entries()) {
      const excess = excessOf(rule, limits);
      // The role gives too much, or the binding was meant for another role: the finding names both places.
      tally.hold(excess === undefined, () => ({
        code: 'rbac/more-than-needed',
        args: { ...args, who, excess: String(excess) },
        at: role.at(['rules', at]),
        because: {
          code: 'rbac/bound',
          basis: 'granted',
          args: { kind, binding: metadata.name, role: roleRef.name },
          at: binding.at(['roleRef']),
        },
      }));
    }
  }
}

const nobody: unique symbol = Symbol('may hold nothing');
/** The platform's own account, and the rights that upstream gives Argo CD's accounts in their own namespace. */
const everything: unique symbol = Symbol('is not looked at');

type Holding = Limits | typeof nobody | typeof everything;

function limitsOf(
  { teams, kinds }: Model,
  cluster: ClusterModel,
  { object }: Binding,
  { kind, name, ...subject }: Subject,
): Holding {
  const own = object.metadata.namespace;
  const namespace = subject.namespace ?? own;
  if (kind === 'Group') {
    if (name === teams.platform.group) return peopleLimits;
    const team = teams.developers.find((each) => each.namespace === own);
    const role = team?.groups.find((group) => group.name === name)?.role;
    if (!team || role === undefined) return nobody;
    return role === 'break-glass' ? breakGlassLimits(grantedKinds(kinds, team, cluster.declared)) : peopleLimits;
  }
  if (kind !== 'ServiceAccount') return nobody;
  const reading = teams.developers.find((team) => team.namespace === namespace && team.automation.includes(name));
  if (reading && (own === namespace || own === argocdNamespace))
    return own === namespace ? peopleLimits : applicationLimits(applicationsOf(teams, cluster, reading));
  if (namespace === argocdNamespace)
    return name === 'platform-deployer' && object.metadata.name === name ? everything : argocdLimits(name, object);
  if (namespace === 'kube-system' && name === 'sealed-secrets-controller')
    return own === undefined ? sealing : own === namespace ? sealingKeys : nobody;
  const team = teams.developers.find((each) => each.namespace === own);
  return team && namespace === own && name === 'deployer'
    ? deployerLimits(grantedKinds(kinds, team, cluster.declared))
    : nobody;
}

/** The team's Applications where its programs wait for them: those of a hub are there for all its clusters. */
function applicationsOf(teams: Teams, { declared }: ClusterModel, { services }: DeveloperTeam): readonly string[] {
  if (declared.argocd.by === 'hub') return [];
  return [declared, ...spokesOf(teams, declared)].flatMap((each) =>
    services.map(({ name }) => nameInArgocd(name, each)),
  );
}

/** Only the controller becomes the platform's own account: people talk to the server. */
function argocdLimits(account: string, { metadata: { name, namespace } }: Binding['object']): Holding {
  if (namespace === undefined) return argocdEverywhere[account] ?? nobody;
  if (namespace === argocdNamespace)
    return name === account ? everything : account === argocdAccounts[0] ? acting : nobody;
  return argocdAccounts.some((each) => each === account) ? acting : nobody;
}
