import { memoized } from '@tinjis/rules/memo';
import type { At, FieldPath } from '@tinjis/rules/objects/located';

/** Where the team file lies, from the repository's top. */
export const teamsPath = 'policies/teams.yaml';

/** Who may what: the team file with its defaults filled in and its names beside their values. */
export interface Teams {
  readonly organisation: string;
  readonly repository: string;
  /** Images are named `<registry>/<service>`. */
  readonly registry: string;
  /**
   * Slug of the GitHub App that proposes new images; GitHub shows its login as `<slug>[bot]`, which no person can take.
   */
  readonly deliveryApp?: string;
  readonly clusters: readonly Cluster[];
  readonly platform: PlatformTeam;
  /** The developer teams, in the file's order. */
  readonly developers: readonly DeveloperTeam[];
  /** Where a field of the file was written; for a missing one, its nearest parent. */
  at(path?: FieldPath): At;
}

export interface Cluster {
  readonly name: string;
  /** What this cluster's Argo CD reads; the file's repository unless the cluster names its own. */
  readonly repository: string;
  readonly people: 'sso' | 'accounts';
  /** Address range of the pods, as CIDR. */
  readonly pods: string;
  /** Namespace that may scrape the ops ports. */
  readonly monitoring?: string;
  readonly outside:
    | { readonly by: 'node-port' }
    | { readonly by: 'gateway'; readonly namespace: string; readonly name: string; readonly domain: string };
}

export interface PlatformTeam {
  readonly role: 'platform';
  readonly name: string;
  readonly group: string;
  readonly members: readonly string[];
}

export interface DeveloperTeam {
  readonly role: 'developer';
  readonly name: string;
  readonly group: string;
  readonly members: readonly string[];
  readonly namespace: string;
  readonly services: readonly Service[];
}

export interface Service {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  readonly port: number;
  readonly opsPort: number;
  readonly callers: readonly ServiceName[];
  readonly outside: boolean;
  readonly database?: 'postgresql';
}

const byName = memoized(
  ({ developers }: Teams): ReadonlyMap<string, DeveloperTeam> => new Map(developers.map((team) => [team.name, team])),
);

/** Looks a developer team up by its name. */
export function developerTeam(teams: Teams, name: string | undefined): DeveloperTeam | undefined {
  return name === undefined ? undefined : byName(teams).get(name);
}

/** A service as `team/service` names it. */
export interface ServiceName {
  readonly team: string;
  readonly service: string;
}

/** One thing wrong with the team file: where, what (observed and expected), and how to fix it. */
export interface TeamsFault {
  readonly at: At;
  readonly what: string;
  readonly fix: string;
}

export type TeamsFaults = readonly [TeamsFault, ...TeamsFault[]];
