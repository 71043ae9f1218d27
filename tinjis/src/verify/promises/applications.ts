import { workloadsOf } from '../../decide/answer/target.ts';
import { rulesOf } from '../../decide/rules.ts';
import { type Application, inCluster, sourcesOf } from '../../model/application.ts';
import { serviceKey } from '../../model/layout.ts';
import type { Resource } from '../../model/located.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Every service has one Application that reads its own folder into its own namespace; there is none besides, but the root.
 * No field of a project restricts folders: this is where it is made sure that nobody deploys another's.
 */
export const applications: DeliveryPromise = {
  name: 'applications',
  says: 'every service has one Application, which reads its own folder into its own namespace, and there is no other',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      const known = new Set(model.teams.developers.flatMap((team) => proveTeam(model, cluster, team, tally)));
      for (const application of rulesOf(cluster).applications) {
        if (!known.has(application)) proveOther(model, cluster, application, tally);
      }
      for (const set of cluster.governance.kind('argoproj.io/ApplicationSet')) {
        tally.hold(false, () => ({ code: 'argocd/application-set', args: { name: set.object.metadata.name }, at: set.at() }));
      }
    }
  },
};

function proveTeam(model: Model, cluster: ClusterModel, { name, namespace }: Model['teams']['developers'][number], tally: Tally): Resource<Application>[] {
  return workloadsOf(model, cluster, name).flatMap((workload) => {
    const application = rulesOf(cluster).applicationOf.get(workload.folder);
    const service = serviceKey(workload.service);
    const where = { file: `clusters/${cluster.name}`, line: 1 };
    tally.hold(application !== undefined, () => ({ code: 'argocd/application-missing', args: { service, cluster: cluster.name, folder: workload.folder }, at: where }));
    if (!application) return [];
    const { object: { metadata, spec } } = application;
    const [source, ...more] = sourcesOf(application.object);
    const wrong = (holds: boolean, field: string, found: string, wanted: string, path: (string | number)[]): void =>
      tally.hold(holds, () => ({ code: 'argocd/application-field', args: { service, field, found, wanted }, at: application.at(path) }));
    wrong(metadata.name === workload.service.service, 'name', metadata.name, workload.service.service, ['metadata', 'name']);
    wrong(spec.project === name, 'project', spec.project ?? '', name, ['spec', 'project']);
    wrong(more.length === 0, 'sources', String(more.length + 1), 'one source', ['spec', 'sources']);
    wrong(source?.repoURL === cluster.declared.repository, 'repoURL', source?.repoURL ?? '', cluster.declared.repository, ['spec', 'source', 'repoURL']);
    wrong(spec.destination?.namespace === namespace, 'namespace', spec.destination?.namespace ?? '', namespace, ['spec', 'destination', 'namespace']);
    wrong(spec.destination?.server === inCluster.server, 'server', spec.destination?.server ?? '', inCluster.server, ['spec', 'destination', 'server']);
    const revision = source?.targetRevision ?? '';
    wrong(/^(?:refs\/heads\/)?main$/.test(revision), 'targetRevision', revision, 'refs/heads/main', ['spec', 'source', 'targetRevision']);
    const { automated, syncOptions = [] } = spec.syncPolicy ?? {};
    wrong(automated?.selfHeal === true, 'selfHeal', String(automated?.selfHeal), 'true', ['spec', 'syncPolicy', 'automated']);
    wrong(automated?.prune === true, 'prune', String(automated?.prune), 'true', ['spec', 'syncPolicy', 'automated']);
    const shared = syncOptions.includes('FailOnSharedResource=true');
    wrong(shared, 'syncOptions', syncOptions.join(' '), 'FailOnSharedResource=true', ['spec', 'syncPolicy', 'syncOptions']);
    wrong(!syncOptions.includes('CreateNamespace=true'), 'syncOptions', 'CreateNamespace=true', 'nothing', ['spec', 'syncPolicy', 'syncOptions']);
    return [application];
  });
}

/** The root Application, which reads the platform's own folders and none of a team's. */
function proveOther({ teams }: Model, cluster: ClusterModel, application: Resource<Application>, tally: Tally): void {
  const { metadata: { name }, spec } = application.object;
  const paths = sourcesOf(application.object).map(({ path = '' }) => path);
  const root = spec.project === teams.platform.name && paths.every((path) => path === `clusters/${cluster.name}` || path.startsWith(`clusters/${cluster.name}/`));
  tally.hold(root, () => ({ code: 'argocd/application-unknown', args: { name, paths: paths.join(', '), project: spec.project ?? 'default' }, at: application.at() }));
}
