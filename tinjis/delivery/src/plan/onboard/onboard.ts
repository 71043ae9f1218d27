import { loadTeams, serviceNamed } from '../../load/teams.ts';
import { filesBelow, type Tree } from '@tinjis/manifests/tree/tree';
import type { Writes } from '@tinjis/manifests/edit/apply';
import { manifestFolder, serviceKey, sourceFolder } from '../../model/layout.ts';
import type { ServiceEntry } from '../../model/teams/read.ts';
import { workloadNameOf } from '../../model/teams/workload-rules.ts';
import { type DeclaredWorkload, developerTeam, type Teams, teamsPath, type ServiceName } from '../../model/teams.ts';
import type { Explanation } from '@tinjis/manifests/failure';
import { sealedClusters } from '../adopt/keys.ts';
import { follow, type PlannedSteps } from '../follow.ts';
import { baseFiles, besideFile } from './base.ts';
import { databaseSecretOf } from './postgresql.ts';
import { overlay } from './overlay.ts';
import { withEntry, withResource } from './team-file.ts';

/**
 * Plans a new service, in an existing team or a new team, or a new workload of a service that is there: its entry in
 * the team file, a skeleton for every cluster, and every generated file that follows. Hand-written text never
 * overwrites an existing file.
 */
export function onboard(tree: Tree, request: OnboardRequest): PlannedSteps {
  const before = loadTeams(tree);
  const { workload } = request;
  const refusal =
    workload === undefined ? refuseService(tree, before, request) : refuseWorkload(tree, before, request, workload);
  if (refusal) return { refusal };
  const [organisation] = before.platform.group.split(':') as [string];
  const entered = withEntry(tree.text(teamsPath), organisation, request);
  if ('refusal' in entered) return entered;
  if (workload !== undefined) return onboardWorkload(tree, entered.text, request, workload);
  return {
    ...follow(tree, entered.text, (teams) => skeleton(teams, request)),
    then: afterwards(tree, before, request),
  };
}

/** A workload beside those that a service has: a file of its own, which the service's kustomization lists. */
function onboardWorkload(tree: Tree, text: string, request: OnboardRequest, workload: string): PlannedSteps {
  const folder = `${manifestFolder(request)}/base`;
  const list = `${folder}/kustomization.yaml`;
  const listed = withResource(tree.text(list), list, `${workload}.yaml`);
  if ('refusal' in listed) return listed;
  const planned = follow(tree, text, (teams): Writes => {
    const service = serviceNamed(teams, serviceKey(request));
    const name = workloadNameOf(request.service, workload);
    const declared = service.workloads.find((each) => each.name === name) as DeclaredWorkload;
    const made = { service, workload: declared, images: request.images, autoscaler: false };
    return { [list]: listed.text, [`${folder}/${workload}.yaml`]: besideFile(made) };
  });
  return { ...planned, then: [`give it its command and its settings in ${folder}/${workload}.yaml`] };
}

/** Why a service cannot be added under this name, if it cannot. */
export function refuseService(tree: Tree, teams: Teams, request: OnboardRequest): Explanation | undefined {
  const { team, service, members, share, containerMax } = request;
  const known = developerTeam(teams, team);
  const folder = manifestFolder({ team, service });
  if (known?.services.some(({ name }) => name === service)) {
    return {
      what: `${team}/${service} is there already`,
      at: teams.at(['teams', team, 'services', service]),
      fix: 'choose another name, or add a workload to it: --workload NAME',
    };
  }
  if (filesBelow(tree, folder).length > 0) {
    return {
      what: `${folder} holds files already`,
      why: 'nothing of them is overwritten',
      fix: 'move them away, or choose another name',
    };
  }
  if (team === teams.platform.name) {
    return {
      what: `${team} is the platform's team`,
      why: 'it owns the rules, and runs no service under them',
      fix: 'name a developer team',
    };
  }
  if (!known && members.length === 0)
    return { what: `the new team ${team} has no member`, fix: 'name at least one GitHub login: --member LOGIN' };
  const [field] = [
    ...(members.length > 0 ? ['member'] : []),
    ...(share ? ['share'] : []),
    ...(containerMax ? ['container-max'] : []),
  ];
  if (known && field !== undefined) {
    return {
      what: `${team} is there already, so --${field} says nothing`,
      at: teams.at(['teams', team]),
      fix: `leave --${field} out; what a team has is changed in ${teamsPath}`,
    };
  }
  return undefined;
}

function refuseWorkload(
  tree: Tree,
  teams: Teams,
  { team, service }: OnboardRequest,
  workload: string,
): Explanation | undefined {
  const known = developerTeam(teams, team)?.services.find(({ name }) => name === service);
  if (!known)
    return {
      what: `there is no service ${team}/${service} to which a workload could be added`,
      at: teams.at(['teams']),
      fix: 'onboard the service first, without --workload',
    };
  const file = `${manifestFolder({ team, service })}/base/${workload}.yaml`;
  const there = known.workloads.some(({ name }) => name === workloadNameOf(service, workload));
  if (!there && tree.kind(file) === undefined) return undefined;
  return {
    what: there ? `${team}/${service} has the workload ${workload} already` : `${file} is there already`,
    at: teams.at(['teams', team, 'services', service, 'workloads', workload]),
    fix: 'choose another name',
  };
}

/** What a new service still needs before it runs. */
function afterwards(tree: Tree, teams: Teams, { team, service, entry }: OnboardRequest): readonly string[] {
  const answers = entry.opsPort === undefined ? '' : '; it answers at /ready and /live on its ops port';
  return [
    ...(entry.database === undefined
      ? []
      : sealedClusters(tree, teams).map(
          (cluster) =>
            `openssl rand -base64 24 | npx tinjis seal ${team}/${service} --cluster ${cluster} --secret ${databaseSecretOf(service)} --item password --new`,
        )),
    `put its program and its Dockerfile into ${sourceFolder({ service })}${answers}`,
  ];
}

function skeleton(teams: Teams, request: OnboardRequest): Readonly<Record<string, string>> {
  const { autoscaler, images } = request;
  const service = serviceNamed(teams, serviceKey(request));
  const folder = manifestFolder(request);
  const within = (sub: string, files: Readonly<Record<string, string>>): readonly [string, string][] =>
    Object.entries(files).map(([file, text]) => [`${folder}/${sub}/${file}`, text]);
  return Object.fromEntries([
    ...within('base', baseFiles(service, { images, autoscaler })),
    ...teams.clusters.flatMap((cluster) => within(`overlays/${cluster.name}`, overlay(service, cluster, autoscaler))),
  ]);
}

/** A request to onboard a service, in an existing team or a new team, or a workload of a service that is there. */
export interface OnboardRequest extends ServiceName {
  /** GitHub logins of a new team; not for an existing team. */
  readonly members: readonly string[];
  /** Share and largest container of a new team, where the defaults do not fit. */
  readonly share?: Readonly<Record<string, string>>;
  readonly containerMax?: Readonly<Record<string, string>>;
  /** The workload to add to the service, which is there. */
  readonly workload?: string;
  /** The entry of the service, or of the workload, in the team file. */
  readonly entry: ServiceEntry;
  /** References of images that others built, each `PATH:TAG@DIGEST`, in the order of `entry.images`. */
  readonly images: readonly string[];
  /** Does an autoscaler set the number of the service's pods? */
  readonly autoscaler: boolean;
}
