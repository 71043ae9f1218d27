import { authorize } from '@tinjis/rules/rbac/authorize';
import { kinds as registry, podSpecPath } from '@tinjis/rules/objects/kinds';
import { entry } from '../../entry.ts';
import { rulesOf } from '../../answer/rules.ts';
import { kubernetesUser } from '../../model/identity.ts';
import { aKind, type CatalogueKind, grantedKinds, kindKey } from '../../model/kinds.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import type { DeveloperTeam } from '../../model/teams.ts';
import { attacksIn } from '../admission/kinds.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** Each team deploys the kinds that it is granted, and no other; what a kind lets it do beyond itself is closed. */
export const grantedKindsOnly: DeliveryPromise = {
  name: 'kinds',
  says: 'each team can deploy the kinds that the catalogue grants it and no other, and what each lets it do beyond its namespace is refused',
  findings: {
    'kinds/not-closed': entry(
      'it is not known what a team must not do with a {kind}, which the catalogue calls {danger}',
      'A rule that nobody tries may have a hole, and the catalogue would still say that it closes the danger.',
      'enter objects that must be refused in tinjis/delivery/src/verify/admission/kinds.ts',
    ),
    'kinds/closed-by-nothing': entry(
      'the catalogue calls {kind} {danger} and names no rule for it, while a deployer could write one {what}',
      'Only the rule that the catalogue names is tried.',
      'say its danger, and under closedBy the rule that closes it',
    ),
    'kinds/of-the-platform': entry(
      '{kind} is in the catalogue, and only the platform writes it',
      'Whoever writes such a kind can undo the rules of a namespace.',
      'take it out of policies/kinds.yaml',
    ),
  },
  prove({ model }, tally) {
    for (const each of model.kinds) {
      proveEntry(each, tally);
    }
    for (const cluster of model.clusters) {
      for (const team of model.teams.developers) {
        proveRights(model, cluster, team, tally);
      }
    }
  },
};

/** Any workload will do: nothing is asked of the rules here. */
const attacksOf = attacksIn({ namespace: 'any', workload: 'any', path: 'registry.example.org/any' });

function proveEntry(each: CatalogueKind, tally: Tally): void {
  const { kind, danger, closedBy, at } = each;
  const attacks = attacksOf(each);
  const isRegistered = registry.some((known) => kindKey(known) === kindKey(each));
  tally.hold(!isRegistered || attacks !== undefined, () => ({ code: 'kinds/of-the-platform', args: { kind }, at }));
  const tried = (attacks?.bad.length ?? 0) > 0 || podSpecPath(kind) !== undefined;
  tally.hold(danger === 'harmless' || tried || isRegistered, () => ({
    code: 'kinds/not-closed',
    args: { kind, danger },
    at,
  }));
  const [what = ''] = attacks?.bad[0] ?? [];
  tally.hold(closedBy !== undefined || what === '', () => ({
    code: 'kinds/closed-by-nothing',
    args: { kind, danger, what },
    at,
  }));
}

/** The verbs by which Argo CD compares, creates, changes and prunes. */
const syncVerbs = ['get', 'create', 'patch', 'delete'];

/** The deployer may write what is granted, and nothing else of the catalogue; the team's people look at it. */
function proveRights({ kinds }: Model, cluster: ClusterModel, team: DeveloperTeam, tally: Tally): void {
  const { namespace, group } = team;
  const { authorization } = rulesOf(cluster);
  const granted = grantedKinds(kinds, team, cluster.declared);
  const deployer = kubernetesUser({ kind: 'account', namespace, name: 'deployer' });
  const people = { user: 'somebody', groups: [group] };
  for (const each of kinds) {
    const { kind, resource, at } = each;
    const request = { group: each.group, resource, namespace };
    const asked = (who: string, verb: string): Parameters<Tally['allowed']>[0] => ({
      who,
      what: `${verb} ${aKind(kind)} in namespace ${namespace} on ${cluster.name}`,
      otherwise: at,
    });
    const isGranted = granted.includes(each);
    // That no role gives more is proved by reading the roles.
    for (const verb of isGranted ? syncVerbs.filter((one) => each.verbs.includes(one)) : ['create']) {
      const ruling = authorize(authorization, deployer, { ...request, verb });
      if (isGranted) tally.allowed(asked(`${namespace}/deployer`, verb), ruling);
      else tally.refused(asked(`${namespace}/deployer`, verb), ruling);
    }
    if (isGranted)
      tally.allowed(asked(`the group ${group}`, 'get'), authorize(authorization, people, { ...request, verb: 'get' }));
  }
}
