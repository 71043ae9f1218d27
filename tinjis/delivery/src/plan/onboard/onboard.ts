import { loadTeams, serviceNamed } from '../../load/teams.ts';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { manifestFolder, sourceFolder } from '../../model/layout.ts';
import { type Teams, teamsPath, type ServiceName } from '../../model/teams.ts';
import type { Explanation } from '@tinjis/manifests/failure';
import { sealedClusters } from '../adopt/keys.ts';
import { follow, type PlannedSteps } from '../follow.ts';
import { baseFiles } from './base.ts';
import { databaseSecretOf } from './postgresql.ts';
import { overlay } from './overlay.ts';
import { withService } from './team-file.ts';

/**
 * Plans a new service, in an existing team or a new team: its entry in the team file, a workload skeleton for every
 * cluster, and every generated file that follows. Hand-written text never overwrites an existing file.
 */
export function onboard(tree: Tree, request: OnboardRequest): PlannedSteps {
  const before = loadTeams(tree);
  const refusal = refuse(tree, before, request);
  if (refusal) return { refusal };
  const [organisation] = before.platform.group.split(':') as [string];
  const entered = withService(tree.text(teamsPath), organisation, request);
  if ('refusal' in entered) return entered;
  return {
    ...follow(tree, entered.text, (teams) => skeleton(teams, request)),
    then: afterwards(tree, before, request),
  };
}

function refuse(tree: Tree, teams: Teams, { team, service, members }: OnboardRequest): Explanation | undefined {
  const known = teams.developers.find(({ name }) => name === team);
  const folder = manifestFolder({ team, service });
  if (known?.services.some(({ name }) => name === service)) {
    return {
      what: `${team}/${service} is there already`,
      at: teams.at(['teams', team, 'services', service]),
      fix: 'choose another name',
    };
  }
  if (tree.paths.some((path) => path.startsWith(`${folder}/`))) {
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
  if (known && members.length > 0) {
    return {
      what: `${team} is there already, so --member says nothing`,
      at: teams.at(['teams', team, 'members']),
      fix: `leave --member out; members are changed in ${teamsPath}`,
    };
  }
  return undefined;
}

/** What a new service still needs before it runs. */
function afterwards(tree: Tree, teams: Teams, { team, service, database }: OnboardRequest): readonly string[] {
  return [
    ...(database
      ? sealedClusters(tree, teams).map(
          (cluster) =>
            `openssl rand -base64 24 | npx tinjis seal ${team}/${service} --cluster ${cluster} --secret ${databaseSecretOf(service)} --item password --new`,
        )
      : []),
    `put its program and its Dockerfile into ${sourceFolder({ service })}; it answers at /ready and /live on its ops port`,
  ];
}

function skeleton(teams: Teams, name: OnboardRequest): Readonly<Record<string, string>> {
  const service = serviceNamed(teams, `${name.team}/${name.service}`);
  const folder = manifestFolder(name);
  const within = (sub: string, files: Readonly<Record<string, string>>): readonly [string, string][] =>
    Object.entries(files).map(([file, text]) => [`${folder}/${sub}/${file}`, text]);
  return Object.fromEntries([
    ...within('base', baseFiles(service, name.autoscaler)),
    ...teams.clusters.flatMap((cluster) =>
      within(`overlays/${cluster.name}`, overlay(service, cluster, name.autoscaler)),
    ),
  ]);
}

/** A request to onboard a service, in an existing team or a new team. */
export interface OnboardRequest extends ServiceName {
  /** GitHub logins of a new team; not for an existing team. */
  readonly members: readonly string[];
  /** Port that callers connect to; none for a service that only calls others. */
  readonly port?: number;
  /** Port of probes and metrics. */
  readonly opsPort: number;
  /** Services that may connect, as `team/service`. */
  readonly callers: readonly string[];
  /** May clients outside the cluster connect? */
  readonly outside: boolean;
  /** Does a PostgreSQL of its own run beside it? */
  readonly database: boolean;
  /** Does an autoscaler set the number of its pods? */
  readonly autoscaler: boolean;
}
