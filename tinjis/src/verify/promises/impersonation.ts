import { deliveryOf } from '../../decide/answer/delivery.ts';
import { workloadsOf } from '../../decide/answer/target.ts';
import { deployerOf } from '../../decide/argocd/impersonation.ts';
import { rulesOf } from '../../decide/rules.ts';
import { inCluster } from '../../model/application.ts';
import { settingsOf } from '../../model/argocd.ts';
import { serviceKey } from '../../model/layout.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import { placeOf, type Tally } from '../tally.ts';

/** Every sync acts as the account of the team whose service it is, so that Kubernetes itself refuses what the team may not do. */
export const impersonation: DeliveryPromise = {
  name: 'impersonation',
  says: 'every sync acts as the deployer of its own namespace, and none with rights of Argo CD',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      proveSettings(cluster, tally);
      proveServices(model, cluster, tally);
      provePlatform(model, cluster, tally);
    }
  },
};

function proveSettings(cluster: ClusterModel, tally: Tally): void {
  const settings = settingsOf(cluster.governance, 'argocd-cm');
  const at = settings?.at(['data', 'application.sync.impersonation.enabled']) ?? { file: `clusters/${cluster.name}`, line: 1 };
  const { enabled, enforced } = rulesOf(cluster).impersonation;
  tally.hold(enabled, () => ({ code: 'argocd/impersonation-off', args: { cluster: cluster.name }, at }));
  tally.hold(enforced, () => ({ code: 'argocd/impersonation-not-enforced', args: { cluster: cluster.name }, at }));
}

function proveServices(model: Model, cluster: ClusterModel, tally: Tally): void {
  const owners = new Map<string, string>();
  for (const team of model.teams.developers) {
    for (const workload of workloadsOf(model, cluster, team.name)) {
      const { account, argocd: { reasons: [reason] } } = deliveryOf(cluster, workload, team);
      const service = serviceKey(workload.service);
      const at = placeOf(reason, { file: workload.folder, line: 1 });
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

/** With impersonation enforced a project without an account does not sync at all, the platform's own included. */
function provePlatform({ teams }: Model, cluster: ClusterModel, tally: Tally): void {
  const rules = rulesOf(cluster);
  for (const application of rules.applications) {
    const { project: name, destination } = application.object.spec;
    const project = rules.projects.get(teams.platform.name);
    if (name !== teams.platform.name || !project) continue;
    const { account, ruling } = deployerOf(project, { ...inCluster, namespace: String(destination?.namespace) }, rules.impersonation);
    const asked = { who: `Application ${application.object.metadata.name}`, what: `sync on ${cluster.name}`, otherwise: project.at() };
    tally.allowed(asked, account === undefined && ruling.verdict === 'allow' ? { ...ruling, verdict: 'deny' } : ruling);
  }
}
