import { entry } from '../../entry.ts';
import { syncOf } from '../../answer/delivery.ts';
import { workloadsOf, type ClusterModel, type Model } from '../../model/model.ts';
import { deployerOf } from '@tinjis/rules/argocd/impersonation';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from '../../answer/rules.ts';
import { settingsOf } from '@tinjis/rules/argocd/objects';
import { type Account, accountOf, kubernetesUser } from '../../model/identity.ts';
import { type Kind, kindOf } from '@tinjis/rules/objects/kinds';
import { nameInArgocd, overlayFile, serviceKey } from '../../model/layout.ts';
import type { At } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';
import { placeOfSetting } from '../places.ts';
import { observed, changeTeamFile, type DeliveryPromise } from '../promise.ts';
import { placeOf, type Tally } from '../tally.ts';

/**
 * Every sync acts as the account of the team that owns the service. So Kubernetes itself refuses what the team may not
 * do.
 */
export const impersonation: DeliveryPromise = {
  name: 'impersonation',
  says: 'every sync acts as the deployer of its own namespace, and none with rights of Argo CD',
  findings: {
    'argocd/impersonation-off': entry(
      'impersonation is off on {cluster}',
      observed,
      'set application.sync.impersonation.enabled to "true" in argocd-cm',
    ),
    'argocd/foreign-deployer': entry(
      '{service} is deployed on {cluster} as {account}, which is no account of namespace {namespace}',
      observed,
      changeTeamFile,
    ),
    'argocd/deployer-missing': entry(
      '{service} is deployed on {cluster} as {account}, which does not exist',
      observed,
      changeTeamFile,
    ),
    'argocd/shared-deployer': entry(
      '{service} is deployed on {cluster} as {account}, which team {owner} has too',
      observed,
      changeTeamFile,
    ),
  },
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      proveSetting(cluster, tally);
      proveServices(model, cluster, tally);
      provePlatform(model, cluster, tally);
    }
  },
};

function proveSetting(cluster: ClusterModel, tally: Tally): void {
  if (cluster.settingsElsewhere) return tally.leftOpen(cluster.settingsElsewhere);
  const settings = settingsOf(cluster.argocd, 'argocd-cm');
  const at = placeOfSetting(settings, 'application.sync.impersonation.enabled', cluster);
  const { enabled } = rulesOf(cluster).impersonation;
  tally.hold(enabled, () => ({ code: 'argocd/impersonation-off', args: { cluster: cluster.name }, at }));
}

function proveServices(model: Model, cluster: ClusterModel, tally: Tally): void {
  const owners = new Map<string, string>();
  for (const team of model.teams.developers) {
    for (const workload of workloadsOf(model, cluster, team.name)) {
      const { account, ruling } = syncOf(cluster, workload.folder);
      const service = serviceKey(workload.service);
      const at = placeOf(ruling.reasons[0], { file: overlayFile(workload.service, cluster.name), line: 1 });
      const name = account === undefined ? 'Argo CD itself' : `${account.namespace}:${account.name}`;
      const args = { service, account: name, namespace: team.namespace, cluster: cluster.name };
      tally.hold(account?.namespace === team.namespace, () => ({ code: 'argocd/foreign-deployer', args, at }));
      if (!account) continue;
      const declared = cluster.governance.get('/ServiceAccount', `${account.namespace}/${account.name}`);
      tally.hold(declared !== undefined, () => ({ code: 'argocd/deployer-missing', args, at }));
      const owner = owners.get(name) ?? team.name;
      owners.set(name, owner);
      tally.hold(owner === team.name, () => ({ code: 'argocd/shared-deployer', args: { ...args, owner }, at }));
    }
  }
}

/** With enforced impersonation, a project without an account does not sync at all, not even the platform's own. */
function provePlatform({ teams }: Model, cluster: ClusterModel, tally: Tally): void {
  const rules = rulesOf(cluster);
  const written = kindsOf(cluster);
  for (const application of rules.applications) {
    const { project: name, destination } = application.object.spec;
    const own = nameInArgocd(teams.platform.name, cluster.declared);
    const project = rules.projects.get(own);
    if (name !== own || !project) continue;
    const { account, ruling } = deployerOf(
      project,
      { ...rules.destination, namespace: String(destination?.namespace) },
      rules.impersonation,
    );
    const asked = {
      who: `Application ${application.object.metadata.name}`,
      what: `sync on ${cluster.name}`,
      otherwise: project.at(),
    };
    tally.allowed(asked, account === undefined && ruling.verdict === 'allow' ? { ...ruling, verdict: 'deny' } : ruling);
    const deployer = accountOf(account ?? '');
    if (!deployer) continue;
    const mapped = placeOf(ruling.reasons[0], project.at());
    provePlatformDeployer(teams.platform.name, cluster, written, deployer, mapped, tally);
  }
}

/** The kinds that the platform has written for a cluster. */
function kindsOf({ governance }: ClusterModel): readonly Kind[] {
  const kinds = governance.all.map(({ object }) => kindOf(groupOf(object), object.kind));
  return [...new Map(kinds.map((each) => [`${each.group}/${each.kind}`, each])).values()];
}

/** The platform's account exists, and may write each kind that the platform has written for this cluster. */
function provePlatformDeployer(
  service: string,
  cluster: ClusterModel,
  written: readonly Kind[],
  deployer: Account,
  mapped: At,
  tally: Tally,
): void {
  const { namespace, name } = deployer;
  const declared = cluster.governance.get('/ServiceAccount', `${namespace}/${name}`);
  const args = { service, account: `${namespace}:${name}`, cluster: cluster.name };
  tally.hold(declared !== undefined, () => ({ code: 'argocd/deployer-missing', args, at: mapped }));
  if (!declared) return;
  for (const { group, resource, kind } of written) {
    const { verdict, reasons } = authorize(rulesOf(cluster).authorization, kubernetesUser(deployer), {
      verb: 'patch',
      group,
      resource,
    });
    const what = { who: args.account, what: `write every ${kind} on ${cluster.name}` };
    tally.hold(verdict === 'allow', () => ({
      code: 'promise/closed',
      args: what,
      at: declared.at(),
      because: reasons[0],
    }));
  }
}
