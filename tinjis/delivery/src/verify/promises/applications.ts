import { entry } from '../../entry.ts';
import { workloadsOf, type ClusterModel, type Model } from '../../model/model.ts';
import { projectOf } from '../../answer/argocd.ts';
import { rulesOf } from '../../answer/rules.ts';
import { permitsSync } from '@tinjis/rules/argocd/window';
import { type Application, type ApplicationSource, sourcesOf, argocdNamespace } from '@tinjis/rules/argocd/objects';
import { clusterFolder, nameInArgocd, serviceKey, teamApplication, teamFolder } from '../../model/layout.ts';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { whereGenerated } from '../places.ts';
import { observed, changeTeamFile, type ProofContext, type DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Every service has one Application that reads its own folder into its own namespace. In addition there are the
 * platform's own Applications: the root, and an Application for each team's governance. No field of a project restricts
 * folders: only this promise keeps people from deploying another team's folder.
 */
export const applications: DeliveryPromise = {
  name: 'applications',
  says: 'every service has one Application, which brings its own folder as it stands into its own namespace; besides there are the root and one for the governance of each team',
  findings: {
    'argocd/application-missing': entry(
      'no Application on {cluster} reads {folder}, so {service} is not deployed',
      'Argo CD deploys only what an Application reads.',
      changeTeamFile,
    ),
    'argocd/application-field': entry(
      'the Application {service} has {field} "{found}", expected "{wanted}"',
      'An Application decides which folder is deployed where and as whom.',
      changeTeamFile,
    ),
    'argocd/application-unknown': entry(
      'Application {name} in project {project} reads {paths}, and belongs to no service',
      'An Application decides which folder is deployed where and as whom.',
      'remove it, or onboard the service',
    ),
    'argocd/application-elsewhere': entry(
      'Application {name} is in namespace {namespace} on {cluster}, where Argo CD does not look',
      observed,
      'leave Applications in argocd',
    ),
    'argocd/application-set': entry(
      'ApplicationSet {name} makes Applications that nobody reviewed',
      observed,
      'write the Applications out',
    ),
  },
  prove(context, tally) {
    const { model } = context;
    for (const cluster of model.clusters) {
      const known = new Set([
        ...model.teams.developers.flatMap((team) => proveTeam(context, cluster, team, tally)),
        ...proveGovernance(context, cluster, tally),
      ]);
      for (const application of rulesOf(cluster).applications) {
        tally.hold(known.has(application), () => ({
          code: 'argocd/application-unknown',
          args: {
            name: application.object.metadata.name,
            paths: sourcesOf(application.object)
              .map(({ path = '' }) => path)
              .join(', '),
            project: application.object.spec.project ?? 'default',
          },
          at: application.at(),
        }));
      }
      for (const application of cluster.governance.kind<Application>('argoproj.io/Application')) {
        const { name, namespace = '' } = application.object.metadata;
        const args = { name, namespace, cluster: cluster.name };
        tally.hold(namespace === argocdNamespace && cluster.declared.argocd.by !== 'hub', () => ({
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
  context: ProofContext,
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
      // The Application stands in the team's base; each cluster writes into it which folder it reads.
      at: cluster.governance.get('argoproj.io/Application', `${argocdNamespace}/${workload.service.service}`)
        ? { file: `${teamFolder(cluster.name, name)}/kustomization.yaml`, line: 1 }
        : whereGenerated(context, cluster, 'Application', nameInArgocd(workload.service.service, cluster.declared)),
    }));
    if (!application) return [];
    const { metadata, spec } = application.object;
    const wrong = fieldsOf(`of ${service}`, application, tally);
    const [own, project] = [workload.service.service, name].map((each) => nameInArgocd(each, cluster.declared)) as [
      string,
      string,
    ];
    wrong(metadata.name === own, 'name', metadata.name, own, ['metadata', 'name']);
    wrong(spec.project === project, 'project', spec.project ?? '', project, ['spec', 'project']);
    wrong(spec.destination?.namespace === namespace, 'namespace', spec.destination?.namespace ?? '', namespace, [
      'spec',
      'destination',
      'namespace',
    ]);
    proveDelivery(cluster, application, wrong, tally);
    return [application];
  });
}

/**
 * The platform's own Applications: the root keeps the cluster's folder, and each team's folder has its own Application.
 */
function proveGovernance(context: ProofContext, cluster: ClusterModel, tally: Tally): Resource<Application>[] {
  const { platform, developers } = context.model.teams;
  const named = (name: string): string => nameInArgocd(name, cluster.declared);
  const project = named(platform.name);
  const wanted = [
    { name: platform.name, of: 'the platform', folder: clusterFolder(cluster.name) },
    ...developers.map(({ name }) => ({
      name: teamApplication(name),
      of: `the team ${name}`,
      folder: teamFolder(cluster.name, name),
    })),
  ];
  return wanted.flatMap(({ name, of, folder }) => {
    const application = rulesOf(cluster).applicationOf.get(folder);
    tally.hold(application !== undefined, () => ({
      code: 'argocd/application-missing',
      args: { service: of, cluster: cluster.name, folder },
      at: whereGenerated(context, cluster, 'Application', named(name)),
    }));
    if (!application) return [];
    const { metadata, spec } = application.object;
    const wrong = fieldsOf(`of ${of}`, application, tally);
    wrong(metadata.name === named(name), 'name', metadata.name, named(name), ['metadata', 'name']);
    wrong(spec.project === project, 'project', String(spec.project), project, ['spec', 'project']);
    const namespace = String(spec.destination?.namespace);
    wrong(namespace === argocdNamespace, 'namespace', namespace, argocdNamespace, ['spec', 'destination', 'namespace']);
    proveDelivery(cluster, application, wrong, tally);
    return [application];
  });
}

/** Reports a field that is not as it must be. */
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
 * Large objects can be written only with server-side apply. Without the other option, a second Application takes
 * objects over.
 */
const syncOptions = ['ServerSideApply=true', 'FailOnSharedResource=true'];

/**
 * The cluster runs what was reviewed: one folder of main, rendered as it stands, kept so by Argo CD, on this cluster.
 */
function proveDelivery(cluster: ClusterModel, application: Resource<Application>, wrong: Wrong, tally: Tally): void {
  const { object } = application;
  const {
    destination,
    syncPolicy: { automated, syncOptions: options = [] } = {},
    ignoreDifferences = [],
  } = object.spec;
  // The search found every such Application by the folder of a source, so there is a source.
  const [source, ...more] = sourcesOf(object) as [ApplicationSource, ...ApplicationSource[]];
  wrong(more.length === 0, 'sources', String(more.length + 1), 'one source', ['spec', 'sources']);
  wrong(source.repoURL === cluster.declared.repository, 'repoURL', source.repoURL ?? '', cluster.declared.repository, [
    'spec',
    'source',
    'repoURL',
  ]);
  const { server } = rulesOf(cluster).destination;
  wrong(destination?.server === server, 'server', destination?.server ?? '', server, ['spec', 'destination', 'server']);
  const revision = source.targetRevision ?? '';
  wrong(/^(?:refs\/heads\/)?main$/.test(revision), 'targetRevision', revision, 'refs/heads/main', [
    'spec',
    'source',
    'targetRevision',
  ]);
  wrong(!object.spec.sourceHydrator, 'sourceHydrator', 'there', 'nothing', ['spec', 'sourceHydrator']);
  const project = projectOf(rulesOf(cluster), application);
  const window = project && permitsSync(project, application, 'automated');
  const syncing = { who: `Application ${object.metadata.name}`, what: `sync at any time on ${cluster.name}` };
  if (window) tally.allowed({ ...syncing, otherwise: application.at() }, window);
  const added = Object.keys(source).find((field) => !['repoURL', 'path', 'targetRevision'].includes(field));
  // Nobody who reviews the folder sees images, patches, values and plug-ins that are written here.
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
  wrong(ignoreDifferences.length === 0, 'ignoreDifferences', String(ignoreDifferences.length), 'none', [
    'spec',
    'ignoreDifferences',
  ]);
}
