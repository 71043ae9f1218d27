import { nameLabel } from '@tinjis/delivery/model/labels';
import { hostilePods } from '@tinjis/delivery/verify/hostile-pods';
import { argocdManifests } from '../../manifests/argocd.ts';
import { clusterManifests, governingManifests } from '../../manifests/governing.ts';
import { endpointManifests, serviceManifests } from '../../manifests/services.ts';
import { type Manifest, workloadManifests } from '../../manifests/workloads.ts';
import type { Somebody } from '../../identities/identities.ts';
import { observedFrom } from '../../refusals/api-server.ts';
import { predictWrite, tryWrite } from '../../refusals/api-request.ts';
import { allowed, type Case, type Expected, refused } from '../case.ts';
import { scratchName } from '../kubernetes/requests.ts';
import type { World } from '../world.ts';

const byRule = /ValidatingAdmissionPolicy '[a-z-]+' with binding|violates PodSecurity "restricted:v1\.36"/;
const byRight = /User "[^"]+" cannot create resource/;

/**
 * Objects that nobody may bring into a team's namespace. As its deployer: what a merged manifest would be written as.
 * And as the platform's deployer, which may do everything, so that what refuses is the rules of admission alone.
 */
export function admissionCases(world: World): readonly Case[] {
  const outside = [...clusterManifests(scratchName), ...argocdManifests('argocd', scratchName, repositoryOf(world))];
  return world.teams.flatMap(({ deployer, ground, namespace }) => {
    const own = workloadManifests(ground, scratchName).filter(({ object }) => object.kind === 'Deployment');
    const pods = workloadManifests(ground, scratchName).filter(({ object }) => object.kind === 'Pod');
    const services = serviceManifests(ground, [scratchName]);
    return [
      ...written(world, deployer, own, isRefusedInTemplates),
      ...written(world, deployer, services, isBadService),
      ...written(world, world.platformDeployer, pods, ({ what }) => what !== ownPods),
      ...written(
        world,
        world.platformDeployer,
        endpointManifests(ground, ground.workload, '10.244.0.10'),
        () => true,
        configMap(namespace),
      ),
      ...written(world, world.platformDeployer, governingManifests(namespace, scratchName), isForNobody),
      ...written(world, deployer, outside, () => true, configMap(namespace), byRight),
    ];
  });
}

const ownPods = 'are its own';

/** What Pod Security alone refuses is found out when the pods come, not in what makes them. */
const onlyInPods = new Set([
  'mount a folder of its node',
  'be privileged',
  'gain privileges',
  'add capabilities',
  'keep capabilities',
  'run as root',
  'run without seccomp',
]);

function isRefusedInTemplates({ what }: Manifest): boolean {
  const known = hostilePods.some((each) => each.what === what);
  return known && !onlyInPods.has(what);
}

/**
 * Beside what holds a value, the platform's own deployer may write every kind; of tokens there are none for anybody.
 */
function isForNobody({ what, object: { kind } }: Manifest): boolean {
  return kind === 'Ingress' || what.includes('token');
}

/**
 * Good is what is reached within the cluster alone, at addresses of the cluster's choice, and leads to a workload by
 * its name.
 */
function isBadService({ object }: Manifest): boolean {
  const {
    type = 'ClusterIP',
    externalIPs,
    selector = {},
  } = object['spec'] as {
    type?: string;
    externalIPs?: unknown;
    selector?: Readonly<Record<string, string>>;
  };
  return type !== 'ClusterIP' || externalIPs !== undefined || selector[nameLabel] === undefined;
}

function configMap(namespace: string): Manifest {
  return {
    what: 'of no consequence',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: scratchName, namespace }, data: {} },
  };
}

function repositoryOf({ served }: World): string {
  return served.cluster.declared.repository;
}

/**
 * One case each; the first that is good is the control of the others.
 * @param good written beside them where none of them is good
 */
function written(
  world: World,
  who: Somebody,
  manifests: readonly Manifest[],
  isBad: (manifest: Manifest) => boolean,
  good?: Manifest,
  words = byRule,
): readonly Case[] {
  const control = good ?? manifests.find((each) => !isBad(each));
  if (!control) throw new Error('a refusal needs an object of its kind that is good');
  const layer = words === byRight ? 'rbac' : 'admission';
  const one = (manifest: Manifest, expected: Expected): Case => ({
    ...caseOf(world, who, manifest),
    expected,
    ...(expected.verdict === 'denied' && { control: caseOf(world, who, control).name }),
  });
  const cases = manifests.map((manifest) => one(manifest, isBad(manifest) ? refused(layer, words) : allowed));
  return good ? [one(good, allowed), ...cases] : cases;
}

function caseOf({ served }: World, who: Somebody, { what, object }: Manifest): Omit<Case, 'expected'> {
  const {
    kind,
    metadata: { namespace },
  } = object;
  const place = namespace === undefined ? '' : ` in ${namespace}`;
  const about =
    kind === 'Pod'
      ? `a pod that would ${what}`
      : kind === 'Deployment'
        ? `a Deployment whose pods would ${what}`
        : `a ${kind} ${what}`;
  const write = { verb: 'create', object } as const;
  return {
    name: `admission/${who.name}/${kind}/${`${what} ${place}`.trim().replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
    identity: who.name,
    action: `create ${about}${place}`,
    how: 'dry-run',
    predict: () => predictWrite(served, who.user, write),
    attempt: async () => observedFrom(await tryWrite(who.client, write)),
  };
}
