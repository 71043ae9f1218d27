import type { Writes } from '@tinjis/manifests/edit/apply';
import { overlayFile } from '../../model/layout.ts';
import { loadTeams } from '../../load/teams.ts';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { type Teams, teamsPath } from '../../model/teams.ts';
import type { Explanation } from '@tinjis/manifests/failure';
import { movedHosts, neverBuilt } from '../overlay-text.ts';
import { follow, type Planned, removal } from '../follow.ts';
import { adoptedPage, pages } from './pages.ts';
import { adoptedTeamFile } from './team-file.ts';

/**
 * Plans the repository under its new owner, except for the sealed values: the team file, and every generated file. The
 * old owner's teams leave with all that they deliver. If they stay, every overlay line that names the old registry or
 * an old domain changes.
 */
export function adopt(tree: Tree, request: AdoptRequest): Planned {
  const before = loadTeams(tree);
  const unknown = unknownName(before, request);
  if (unknown) return { refusal: unknown };
  const edited = adoptedTeamFile(tree.text(teamsPath), before, request);
  if ('refusal' in edited) return edited;
  return follow(tree, edited.text, (after) => ({
    ...(request.example
      ? overlays(tree, before, after)
      : removal(tree, ...before.developers.map(({ name }) => `apps/${name}`))),
    ...Object.fromEntries(
      pages
        .filter((page) => tree.kind(page) === 'file')
        .map((page) => [page, adoptedPage(page, tree.text(page), before, after)]),
    ),
  }));
}

function unknownName(teams: Teams, { members, domains, example }: AdoptRequest): Explanation | undefined {
  const known = {
    team: [teams.platform, ...(example ? teams.developers : [])].map(({ name }) => name),
    cluster: teams.clusters.map(({ name }) => name),
  };
  const [found] = [
    ...Object.keys(members).map((name) => ({ kind: 'team' as const, name })),
    ...Object.keys(domains).map((name) => ({ kind: 'cluster' as const, name })),
  ].filter(({ kind, name }) => !known[kind].includes(name));
  return (
    found && {
      what: `there is no ${found.kind} ${found.name}`,
      at: teams.at([`${found.kind}s`]),
      fix: `name one of ${known[found.kind].join(', ')}`,
    }
  );
}

/** The overlay files that change: host names under a new domain, and images that only the old registry has. */
function overlays(tree: Tree, before: Teams, after: Teams): Writes {
  const services = before.developers.flatMap((team) => team.services);
  return Object.fromEntries(
    services.flatMap((service) =>
      before.clusters.flatMap((cluster, index) => {
        const file = overlayFile({ team: service.team, service: service.name }, cluster.name);
        const folder = file.slice(0, file.lastIndexOf('/') + 1);
        const becoming = after.clusters[index] as Teams['clusters'][number];
        return tree.paths
          .filter((path) => path.startsWith(folder) && /\.ya?ml$/.test(path))
          .flatMap((path) => {
            const text = tree.text(path);
            const moved = movedHosts(text, service, cluster, becoming);
            const reset =
              path === file && before.registry !== after.registry ? neverBuilt(moved, before.registry) : moved;
            return reset === text ? [] : [[path, reset] as const];
          });
      }),
    ),
  );
}

/** The new owner of the repository. A field that is left out stays as it is, or follows from the rest. */
export interface AdoptRequest {
  /** GitHub organisation. */
  readonly organisation: string;
  /** Web address of the repository, without .git. */
  readonly repository: string;
  /** Image path without scheme; images are named `<registry>/<service>`. */
  readonly registry: string;
  /** Slug of the GitHub App that proposes images. */
  readonly deliveryApp?: string;
  /** Do the teams and services that are there stay, as an example? */
  readonly example: boolean;
  /** GitHub logins by team. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Domain of a cluster's Gateway, by cluster. */
  readonly domains: Readonly<Record<string, string>>;
}
