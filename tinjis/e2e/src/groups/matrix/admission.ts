import { hostOf, nameLabel } from '@tinjis/delivery/model/layout';
import { developerTeam, type Service } from '@tinjis/delivery/model/teams';
import { hostilePods } from '@tinjis/delivery/verify/hostile-pods';
import { annotationManifests, isBadAnnotation } from '../../manifests/annotations.ts';
import { autoscalerManifests, budgetManifests, isBadAvailability } from '../../manifests/availability.ts';
import { argocdManifests, clusterManifests, governingManifests } from '../../manifests/governing.ts';
import { hookManifests, ingressManifests, isBadKind, namedKinds } from '../../manifests/kinds.ts';
import { endpointManifests, serviceManifests } from '../../manifests/services.ts';
import { type TriedManifest, workloadManifests } from '../../manifests/workloads.ts';
import type { ApiCaller } from '../../identities/identities.ts';
import { observedFrom, predictWrite, tryWrite } from '../../refusals/api-server.ts';
import { allowed, type MatrixCase, type ExpectedOutcome, refused, scratchName } from './case.ts';
import { oneOfEachKind, scratchConfigMap } from './sync/tried.ts';
import type { Participants } from '../../identities/participants.ts';

const byRule = /ValidatingAdmissionPolicy '[a-z-]+' with binding|violates PodSecurity "restricted:v1\.36"/;
const byRight = /User "[^"]+" cannot create resource/;

/**
 * Objects that nobody may bring into a team's namespace. The team's deployer tries them, because Argo CD would write a
 * merged manifest as that account. The platform's deployer, which may do everything, tries them too, so that the
 * admission rules alone refuse.
 */
export function admissionCases(participants: Participants): readonly MatrixCase[] {
  const outside = [
    ...clusterManifests(scratchName),
    ...argocdManifests('argocd', scratchName, participants.served.cluster.declared.repository),
  ];
  return participants.teams.flatMap(({ name, deployer, own, namespace }) => {
    const { platformDeployer } = participants;
    const workloads = workloadManifests(own, scratchName);
    const deployments = workloads.filter(({ object }) => object.kind === 'Deployment');
    const pods = workloads.filter(({ object }) => object.kind === 'Pod');
    const services = serviceManifests(own, [scratchName]);
    const jobs = workloads.filter(({ object }) => object.kind !== 'Ingress' && namedKinds.includes(object.kind));
    const [job] = workloads.filter(({ object }) => object.kind === 'Job');
    const ingresses = ingressManifests(own, scratchName, hostOfTeam(participants, name));
    const ungranted = oneOfEachKind([...jobs, ...ingresses]).map((object) => ({
      what: 'that it was not granted',
      object,
    }));
    const endpoints = endpointManifests(own, own.workload, '10.244.0.10');
    return [
      ...written(participants, deployer, deployments, isRefusedInTemplates),
      ...written(participants, deployer, services, isBadService),
      ...written(participants, deployer, annotationManifests(own, scratchName), isBadAnnotation),
      ...written(participants, deployer, budgetManifests(own, scratchName), isBadAvailability),
      ...written(participants, deployer, autoscalerManifests(own, scratchName), isBadAvailability),
      ...written(participants, platformDeployer, pods, ({ what }) => what !== ownPods),
      // The platform's deployer may write the kinds that are granted by name, so the admission rules alone refuse.
      ...namedKinds.flatMap((kind) => {
        const started = jobs.filter(({ object }) => object.kind === kind);
        return started.length === 0 ? [] : written(participants, platformDeployer, started, isRefusedInTemplates);
      }),
      ...(job ? written(participants, platformDeployer, hookManifests(job.object), isBadKind) : []),
      ...(isOutside(participants, name) ? written(participants, platformDeployer, ingresses, isBadKind) : []),
      ...written(participants, platformDeployer, endpoints, () => true, configMap(namespace)),
      ...written(participants, platformDeployer, governingManifests(namespace, scratchName), isForNobody),
      ...written(participants, deployer, [...outside, ...ungranted], () => true, configMap(namespace), byRight),
    ];
  });
}

/** The first service of a team, as the team file says it. */
function serviceOfTeam({ served }: Participants, team: string): Service {
  const [service] = developerTeam(served.model.teams, team)?.services ?? [];
  if (!service) throw new Error(`the team ${team} has no service`);
  return service;
}

function isOutside(participants: Participants, team: string): boolean {
  return serviceOfTeam(participants, team).outside;
}

function hostOfTeam(participants: Participants, team: string): string {
  return hostOf(serviceOfTeam(participants, team), participants.served.cluster.declared);
}

const ownPods = 'are its own';

/** Violations that only Pod Security refuses show when the pods are created, not in the object that creates them. */
const onlyInPods = new Set([
  'be privileged',
  'gain privileges',
  'add capabilities',
  'keep capabilities',
  'run as root',
  'run without seccomp',
]);

function isRefusedInTemplates({ what }: TriedManifest): boolean {
  const known = hostilePods.some((each) => each.what === what);
  return known && !onlyInPods.has(what);
}

/** Nobody may write an Ingress or a token here. The platform's own deployer may write every other kind. */
function isForNobody({ what, object: { kind } }: TriedManifest): boolean {
  return kind === 'Ingress' || what.includes('token');
}

/**
 * A good Service is reachable only within the cluster, at an address that the cluster chose, and leads to a workload by
 * its name.
 */
function isBadService({ object }: TriedManifest): boolean {
  const { type = 'ClusterIP', externalIPs, selector = {} } = object['spec'] as ServiceSpec;
  return type !== 'ClusterIP' || externalIPs !== undefined || selector[nameLabel] === undefined;
}

interface ServiceSpec {
  readonly type?: string;
  readonly externalIPs?: unknown;
  readonly selector?: Readonly<Record<string, string>>;
}

function configMap(namespace: string): TriedManifest {
  return { what: 'of no consequence', object: scratchConfigMap(namespace) };
}

/**
 * One case for each manifest; the first good manifest is the control of the others.
 * @param good a control to write beside them where none of them is good
 */
function written(
  participants: Participants,
  who: ApiCaller,
  manifests: readonly TriedManifest[],
  isBad: (manifest: TriedManifest) => boolean,
  good?: TriedManifest,
  words = byRule,
): readonly MatrixCase[] {
  const control = good ?? manifests.find((each) => !isBad(each));
  if (!control) throw new Error('a refusal needs an object of its kind that is good');
  const layer = words === byRight ? 'rbac' : 'admission';
  const one = (manifest: TriedManifest, expected: ExpectedOutcome): MatrixCase => ({
    ...caseOf(participants, who, manifest),
    expected,
    ...(expected.verdict === 'denied' && { control: caseOf(participants, who, control).name }),
  });
  const cases = manifests.map((manifest) => one(manifest, isBad(manifest) ? refused(layer, words) : allowed));
  return good ? [one(good, allowed), ...cases] : cases;
}

function caseOf(
  { served }: Participants,
  who: ApiCaller,
  { what, object }: TriedManifest,
): Omit<MatrixCase, 'expected'> {
  const { kind, metadata } = object;
  const place = metadata.namespace === undefined ? '' : ` in ${metadata.namespace}`;
  const words: Readonly<Record<string, string>> = {
    Pod: 'a pod that would',
    Deployment: 'a Deployment whose pods would',
    Job: 'a Job whose pods would',
    CronJob: 'a CronJob whose pods would',
    DaemonSet: 'a DaemonSet whose pods would',
  };
  const about = `${(what.startsWith('that ') ? undefined : words[kind]) ?? `a ${kind}`} ${what}`;
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
