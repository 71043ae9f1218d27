import { findDrift } from '@tinjis/delivery/model/generated';
import { generate } from '@tinjis/delivery/generate/generate';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { teamsPath } from '@tinjis/delivery/model/teams';
import { baseFiles } from '@tinjis/delivery/plan/onboard/base';
import { overlay } from '@tinjis/delivery/plan/onboard/overlay';
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Services of one team. */
export const perTeam = 5;

/**
 * An organisation of the requested size: this repository's platform, with teams of five services each instead of its
 * own teams, as `tinjis onboard` and `tinjis generate` write them. Within a team, each service calls the next; the
 * first service of a team also calls the first of the next team. None has a database: `onboard` does not write its
 * workload, and `verify` misses it.
 */
export function organisation(tree: Tree, services: number): Tree {
  const platform = tree.text(teamsPath).split(/^ {2}payments:/m, 1)[0] ?? '';
  const teamCount = Math.ceil(services / perTeam);
  const entries = Array.from({ length: teamCount }, (_, team) =>
    teamEntry(team, Math.min(perTeam, services - team * perTeam)),
  );
  const old = Object.fromEntries(
    tree.paths.filter((path) => path.startsWith('apps/') && path.split('/').length > 2).map((path) => [path, null]),
  );
  const entered = changedTree(tree, { ...old, [teamsPath]: platform + entries.join('') });
  const teams = loadTeams(entered);
  const skeletons = teams.developers.flatMap(({ services: own }) =>
    own.flatMap((service) => [
      ...Object.entries(baseFiles(service)).map(([file, text]) => [
        `apps/${service.team}/${service.name}/base/${file}`,
        text,
      ]),
      ...teams.clusters.flatMap((cluster) =>
        Object.entries(overlay(service, cluster)).map(([file, text]) => [
          `apps/${service.team}/${service.name}/overlays/${cluster.name}/${file}`,
          text,
        ]),
      ),
    ]),
  );
  const filled = changedTree(entered, Object.fromEntries(skeletons) as Record<string, string>);
  const drift = findDrift(filled, generate(teams, filled));
  return changedTree(filled, Object.fromEntries(drift.map(({ path, wanted }) => [path, wanted ?? null])));
}

function teamEntry(team: number, count: number): string {
  const services = Array.from(
    { length: count },
    (_, index) => `      s${team}-${index}:
        port: 8000
        opsPort: 8001
        callers: [${index > 0 ? `t${team}/s${team}-${index - 1}` : team > 0 ? `t${team - 1}/s${team - 1}-0` : ''}]
        outside: ${index === 0}
`,
  );
  return `  t${team}:
    role: developer
    group: tinjis:t${team}
    members: [t${team}-dev]
    namespace: t${team}
    services:
${services.join('')}`;
}

/**
 * Turns a folder into a Git repository with two commits. The second changes `count` files of the services.
 * @param tree the folder's content
 * @returns the first commit
 */
export function changeIn(folder: string, tree: Tree, count: number): string {
  const before = commitAll(folder);
  const files = tree.paths.filter((path) => path.startsWith('apps/') && path.endsWith('.yaml')).slice(0, count);
  if (files.length < count) throw new Error(`there are only ${files.length} files to change`);
  for (const path of files) {
    appendFileSync(join(folder, path), '# changed\n');
  }
  commitAll(folder);
  return before;
}

/**
 * Commits everything in a folder, which becomes a Git repository if it is none.
 * @returns the commit
 */
export function commitAll(folder: string): string {
  const settings = [
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@example.org',
    '-c',
    'core.autocrlf=false',
    '-c',
    'commit.gpgsign=false',
  ];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...settings, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'a change');
  return git('rev-parse', 'HEAD');
}
