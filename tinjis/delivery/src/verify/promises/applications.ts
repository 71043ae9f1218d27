import { workloadsOf } from '../../answer/target.ts';
import { rulesOf } from '../../answer/rules.ts';
import { type Application, type ApplicationSource, inCluster, sourcesOf } from '@tinjis/rules/argocd/application';
import { argocdNamespace } from '@tinjis/rules/argocd/settings';
import { clusterFolder, serviceKey } from '../../model/layout.ts';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel, Model } from '../../model/model.ts';
import { whereGenerated } from '../missing.ts';
import type { Context, DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Every service has one Application that reads its own folder into its own namespace; there is none besides, but the
 * root. No field of a project restricts folders: this is where it is made sure that nobody deploys another's.
 */
export const applications: DeliveryPromise = {
  name: 'applications',
  says: 'every service has one Application, which brings its own folder as it stands into its own namespace; besides there is the root alone',
  prove(context, tally) {
    const { model } = context;
    for (const cluster of model.clusters) {
      const known = new Set(model.teams.developers.flatMap((team) => proveTeam(context, cluster, team, tally)));
      for (const application of rulesOf(cluster).applications) {
        if (!known.has(application)) proveOther(model, cluster, application, tally);
      }
      for (const application of cluster.governance.kind<Application>('argoproj.io/Application')) {
        const { name, namespace = '' } = application.object.metadata;
        const args = { name, namespace, cluster: cluster.name };
        tally.hold(namespace === argocdNamespace, () => ({
          code: 'argocd/application-elsewhere',
          args,
          at: application.at(['metadata', 'namespace']),
        }));
      }
      for (const set of cluster.governance.kind('argoproj.io/ApplicationSet')) {
        tally.hold(false, () => ({
          code: 'argocd/application-set',
          args: { name: set.object.metadata.name },
          at: set.at(),
        }));
      }
    }
  },
};

function proveTeam(
  context: Context,
  cluster: ClusterModel,
  { name, namespace }: Model['teams']['developers'][number],
  tally: Tally,
): Resource<Application>[] {
  return workloadsOf(context.model, cluster, name).flatMap((workload) => {
    const application = rulesOf(cluster).applicationOf.get(workload.folder);
    const service = serviceKey(workload.service);
    const args = { service, cluster: cluster.name, folder: workload.folder };
    tally.hold(application !== undefined, () => ({
      code: 'argocd/application-missing',
      args,
      at: whereGenerated(context, cluster, 'Application', workload.service.service),
    }));
    if (!application) return [];
    const { metadata, spec } = application.object;
    const wrong = fieldsOf(`of ${service}`, application, tally);
    wrong(metadata.name === workload.service.service, 'name', metadata.name, workload.service.service, [
      'metadata',
      'name',
    ]);
    wrong(spec.project === name, 'project', spec.project ?? '', name, ['spec', 'project']);
    wrong(spec.destination?.namespace === namespace, 'namespace', spec.destination?.namespace ?? '', namespace, [
      'spec',
      'destination',
      'namespace',
    ]);
    proveDelivery(cluster, application, wrong);
    return [application];
  });
}

/** The root Application, which reads the platform's own folders and none of a team's. */
function proveOther({ teams }: Model, cluster: ClusterModel, application: Resource<Application>, tally: Tally): void {
  const {
    metadata: { name },
    spec,
  } = application.object;
  const paths = sourcesOf(application.object).map(({ path = '' }) => path);
  const own = clusterFolder(cluster.name);
  const root =
    paths.length > 0 &&
    spec.project === teams.platform.name &&
    paths.every((path) => path === own || path.startsWith(`${own}/`));
  tally.hold(root, () => ({
    code: 'argocd/application-unknown',
    args: { name, paths: paths.join(', '), project: spec.project ?? 'default' },
    at: application.at(),
  }));
  if (root) proveDelivery(cluster, application, fieldsOf(name, application, tally));
}

/** Says where a field is not as it must be. */
type Wrong = (holds: boolean, field: string, found: string, wanted: string, path: FieldPath) => void;

function fieldsOf(service: string, { at }: Resource<Application>, tally: Tally): Wrong {
  return (holds, field, found, wanted, path) =>
    tally.hold(holds, () => ({
      code: 'argocd/application-field',
      args: { service, field, found, wanted },
      at: at(path),
    }));
}

/**
 * Server-side apply is how large objects are written at all; without the other a second Application takes objects over.
 */
const syncOptions = ['ServerSideApply=true', 'FailOnSharedResource=true'];

/** What was reviewed is what runs: one folder of main, rendered as it stands, kept so by Argo CD, on this cluster. */
function proveDelivery(cluster: ClusterModel, { object }: Resource<Application>, wrong: Wrong): void {
  const {
    destination,
    syncPolicy: { automated, syncOptions: options = [] } = {},
    ignoreDifferences = [],
  } = object.spec;
  // Whatever comes here was found by the folder of a source.
  const [source, ...more] = sourcesOf(object) as [ApplicationSource, ...ApplicationSource[]];
  wrong(more.length === 0, 'sources', String(more.length + 1), 'one source', ['spec', 'sources']);
  wrong(source.repoURL === cluster.declared.repository, 'repoURL', source.repoURL ?? '', cluster.declared.repository, [
    'spec',
    'source',
    'repoURL',
  ]);
  wrong(destination?.server === inCluster.server, 'server', destination?.server ?? '', inCluster.server, [
    'spec',
    'destination',
    'server',
  ]);
  const revision = source.targetRevision ?? '';
  wrong(/^(?:refs\/heads\/)?main$/.test(revision), 'targetRevision', revision, 'refs/heads/main', [
    'spec',
    'source',
    'targetRevision',
  ]);
  const added = Object.keys(source).find((field) => !['repoURL', 'path', 'targetRevision'].includes(field));
  // Images, patches, values and plug-ins written here are seen by nobody who reviews the folder.
  wrong(added === undefined, 'source', String(added), 'the folder as it stands', ['spec', 'source', String(added)]);
  wrong(automated?.selfHeal === true, 'selfHeal', String(automated?.selfHeal), 'true', [
    'spec',
    'syncPolicy',
    'automated',
  ]);
  wrong(automated?.prune === true, 'prune', String(automated?.prune), 'true', ['spec', 'syncPolicy', 'automated']);
  wrong(options.join(' ') === syncOptions.join(' '), 'syncOptions', options.join(' '), syncOptions.join(' '), [
    'spec',
    'syncPolicy',
    'syncOptions',
  ]);
  const paused = 'argocd.argoproj.io/skip-reconcile';
  wrong(
    object.metadata.annotations?.[paused] === undefined,
    paused,
    String(object.metadata.annotations?.[paused]),
    'nothing',
    ['metadata', 'annotations', paused],
  );
  wrong(ignoreDifferences.length === 0, 'ignoreDifferences', String(ignoreDifferences.length), 'none', [
    'spec',
    'ignoreDifferences',
  ]);
}
