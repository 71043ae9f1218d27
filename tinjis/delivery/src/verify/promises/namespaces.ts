import { entry } from '../../entry.ts';
import { claimsOf, isExposed, workloadsOfTeam } from '../../model/layout.ts';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import type { At, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../../model/model.ts';
import type { DeveloperTeam, Teams } from '../../model/teams.ts';
import { besideOthers, whereGenerated } from '../places.ts';
import { changeTeamFile, type DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

const enforce = 'pod-security.kubernetes.io/enforce';

/**
 * The namespaces enforce the strictest level in one version, and a team's namespace tells admission what the team file
 * says.
 */
export const namespaces: DeliveryPromise = {
  name: 'namespaces',
  says: "every team's namespace, and Argo CD's, enforces restricted pod security of a pinned version; a team's names its own images and hosts",
  findings: {
    'namespace/missing': entry(
      'namespace {namespace} is not there on {cluster}',
      'Its rules are written on it.',
      changeTeamFile,
    ),
    'namespace/not-restricted': entry(
      'namespace {namespace} enforces "{value}" on {cluster}, expected restricted',
      'Pods could take rights of their node.',
      changeTeamFile,
    ),
    'namespace/version-not-pinned': entry(
      'namespace {namespace} enforces version "{value}" on {cluster}, expected one such as v1.36',
      'A new Kubernetes would change what is allowed.',
      changeTeamFile,
    ),
    'namespace/name': entry(
      'namespace {namespace} has {key} "{value}" on {cluster}, expected "{wanted}"',
      'Admission reads from here which images may run and which hosts may be exposed.',
      changeTeamFile,
    ),
  },
  prove(context, tally) {
    const { model } = context;
    for (const cluster of model.clusters) {
      for (const team of model.teams.developers) {
        const namespace = found(
          cluster,
          team.namespace,
          () => whereGenerated(context, cluster, 'Namespace', team.namespace),
          tally,
        );
        if (namespace) proveNames(model.teams, cluster, team, namespace, tally);
      }
      if (cluster.declared.argocd.by === 'existing') tally.leftOpen(cluster.settingsElsewhere);
      else found(cluster, argocdNamespace, () => besideOthers(cluster, argocdNamespace), tally);
    }
  },
};

function found(
  { name: cluster, governance }: ClusterModel,
  namespace: string,
  missing: () => At,
  tally: Tally,
): Resource | undefined {
  const resource = governance.get('/Namespace', namespace);
  tally.hold(resource !== undefined, () => ({
    code: 'namespace/missing',
    args: { namespace, cluster },
    at: missing(),
  }));
  if (!resource) return undefined;
  const {
    object: {
      metadata: { labels = {} },
    },
    at,
  } = resource;
  const expect = (holds: boolean, code: string, label: string, value: string): void =>
    tally.hold(holds, () => ({ code, args: { namespace, cluster, value }, at: at(['metadata', 'labels', label]) }));
  expect(labels[enforce] === 'restricted', 'namespace/not-restricted', enforce, labels[enforce] ?? '');
  const version = labels[`${enforce}-version`] ?? '';
  expect(/^v1\.\d+$/.test(version), 'namespace/version-not-pinned', `${enforce}-version`, version);
  return resource;
}

/** Admission reads from here which images may run and which hosts may be exposed: the team file implies each name. */
function proveNames(
  teams: Teams,
  cluster: ClusterModel,
  team: DeveloperTeam,
  { object, at }: Resource,
  tally: Tally,
): void {
  const { name: namespace, annotations = {} } = object.metadata;
  const wanted = new Map<string, string>([
    ...workloadsOfTeam(team).map(({ name, images }) => [`image.tinjis.io/${name}`, images.join(' ')] as const),
    ...team.services.flatMap((service) =>
      service.workloads
        .filter(isExposed)
        .map(({ name }) => [`outside.tinjis.io/${name}`, claimsOf(teams, service, cluster.declared)] as const),
    ),
  ]);
  const written = Object.keys(annotations).filter((key) => /^(?:image|outside)\.tinjis\.io\//.test(key));
  for (const key of new Set([...wanted.keys(), ...written])) {
    const args = {
      namespace,
      cluster: cluster.name,
      key,
      value: annotations[key] ?? '',
      wanted: wanted.get(key) ?? '',
    };
    tally.hold(args.value === args.wanted, () => ({
      code: 'namespace/name',
      args,
      at: at(['metadata', 'annotations', key]),
    }));
  }
}
