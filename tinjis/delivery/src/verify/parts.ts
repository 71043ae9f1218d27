import { memoized } from '@tinjis/rules/memo';
import type { ClusterModel, Model, Workload } from '../model/model.ts';
import { type DeveloperTeam, developerTeams } from '../model/teams.ts';
import { serviceKey } from '../model/layout.ts';
import type { ProofContext } from './promise.ts';

/*
 * A proof has a part of the platform, which nothing in the teams' folders decides, and a part for each team, which only
 * its own folders and those of its callers decide. So after a change only the parts that it touches are proved again.
 * A part sees nothing else of the repository. A proof that looked further would fail here, and not depend on it.
 */

/** What the platform's part sees: of the teams' services only where they are. */
export function platformContext({ model, ...context }: ProofContext): ProofContext {
  const clusters = model.clusters.map((cluster): ClusterModel => {
    const known = [...cluster.workloads].map(([key, workload]) => [key, withoutContent(workload)] as const);
    return { ...cluster, workloads: new Map(known) };
  });
  return { ...context, model: { ...model, clusters } };
}

/** What a team's part sees: of the services its own, and those of its callers. */
export function teamContext({ model, ...context }: ProofContext, team: DeveloperTeam): ProofContext {
  const services = developerTeams(model.teams, teamsBehind(team)).flatMap((each) => each.services);
  const keys = services.map((each) => serviceKey({ team: each.team, service: each.name }));
  const clusters = model.clusters.map((cluster): ClusterModel => {
    const known = keys.map((key) => [key, cluster.workloads.get(key) as Workload] as const);
    return { ...cluster, workloads: new Map(known) };
  });
  return { ...context, model: { ...model, clusters } };
}

/** The teams whose folders decide a team's part: itself, and its callers. */
export function teamsBehind({ name, services }: DeveloperTeam): readonly string[] {
  const ports = services.flatMap(({ workloads }) => workloads.flatMap((workload) => workload.ports));
  return [...new Set([name, ...ports.flatMap(({ callers }) => callers.map(({ team }) => team))])];
}

function withoutContent({ service, folder }: Workload): Workload {
  const closed = (): never => {
    throw new Error(`the platform's part of a proof looks into ${folder}`);
  };
  return {
    service,
    folder,
    get objects() {
      return closed();
    },
    get built() {
      return closed();
    },
    get image() {
      return closed();
    },
  };
}

/**
 * The paths of a part: what lies below `apps/TEAM/` is the team's, all else the platform's.
 * @param team undefined for the platform's part
 */
export function pathsOf({ paths, teams }: Pick<Model, 'paths' | 'teams'>, team?: DeveloperTeam): readonly string[] {
  const byFolder = foldersOf(paths);
  if (team) return byFolder.get(team.name) ?? [];
  const ofTeams = new Set(teams.developers.map(({ name }) => name));
  return [...byFolder].flatMap(([folder, own]) => (ofTeams.has(folder) ? [] : own));
}

/** Paths by the folder below `apps/` in which they lie; those elsewhere under an empty name. */
const foldersOf = memoized((paths: readonly string[]) =>
  Map.groupBy(paths, (path) => /^apps\/([^/]+)\//.exec(path)?.[1] ?? ''),
);
