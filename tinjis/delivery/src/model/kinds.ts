import { byCodePoint } from '@tinjis/manifests/tree/tree';
import { kindOf, kinds as knownKinds, podSpecPath } from '@tinjis/rules/objects/kinds';

import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { hasRoutes } from './layout.ts';
import type { Cluster, DeveloperTeam, Teams, TeamsFault, TeamsFaults } from './teams.ts';
import { schemaFaults } from './teams/read.ts';

/** Where the catalogue of kinds lies, from the repository's top. */
export const kindsPath = 'policies/kinds.yaml';

/** A kind by its API group and name. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** A kind that teams deploy, or that the platform keeps from them: one entry of the catalogue. */
export interface CatalogueKind extends GroupKind {
  /** Plural, as roles and URLs name it. */
  readonly resource: string;
  readonly version: string;
  readonly danger: 'workload' | 'route' | 'secrets' | 'others' | 'harmless';
  /** The admission rule that refuses what a team must not do with it. */
  readonly closedBy?: string;
  /** What a deployer may do with its objects. */
  readonly verbs: readonly string[];
  /** Kinds that a controller makes of it: its team sees them, and does not write them. */
  readonly makes: readonly GroupKind[];
  readonly grantedTo: 'every-team' | 'teams-outside' | 'named-teams' | 'no-team';
  /** Where the entry stands. */
  readonly at: At;
}

/** Every kind that a team may deploy, and some that none may. What is not in it can be deployed by nobody. */
export type Catalogue = readonly CatalogueKind[];

/** `group/Kind`, as objects are kept by it. */
export function kindKey({ group, kind }: GroupKind): string {
  return `${group}/${kind}`;
}

/** `group/resource`, as roles name a kind. */
export function resourceKey({ group, kind }: GroupKind): string {
  return `${group}/${kindOf(group, kind).resource}`;
}

/** A kind with its article: `an Ingress`. */
export function aKind(kind: string): string {
  return `${/^(?:[AEIO]|HTTP)/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** The kinds that a team may deploy on a cluster; without a cluster, those that it may deploy on every one. */
export function grantedKinds(catalogue: Catalogue, team: DeveloperTeam, cluster?: Cluster): Catalogue {
  return catalogue.filter(
    ({ grantedTo, kind }) =>
      grantedTo === 'every-team' ||
      (grantedTo === 'named-teams' && team.kinds?.includes(kind)) ||
      (grantedTo === 'teams-outside' && cluster !== undefined && hasRoutes(team, cluster)),
  );
}

/** The kinds whose objects a team's quota counts, since the team is granted them by name or they come of those. */
export function countedKinds(catalogue: Catalogue, team: DeveloperTeam): Catalogue {
  const named = grantedKinds(catalogue, team).filter(({ grantedTo }) => grantedTo === 'named-teams');
  const made = new Set(madeKinds(named).map(kindKey));
  return catalogue.filter((each) => named.includes(each) || made.has(kindKey(each)));
}

/** The key by which a ResourceQuota counts objects of a kind. */
export function countKey({ group, kind }: GroupKind): string {
  return `count/${kindOf(group, kind).resource}${group === '' ? '' : `.${group}`}`;
}

/** The kinds that controllers make of others, each once, without those that are written too. */
export function madeKinds(written: Catalogue): readonly GroupKind[] {
  const known = new Set(written.map(kindKey));
  const made = written.flatMap(({ makes }) => makes).map((each) => [kindKey(each), each] as const);
  return [
    ...new Map(made.filter(([key]) => !known.has(key)).sort(([one], [other]) => byCodePoint(one, other))).values(),
  ];
}

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

interface KindEntry extends Omit<CatalogueKind, 'kind' | 'resource' | 'verbs' | 'makes' | 'at'> {
  readonly template?: string;
  readonly verbs?: readonly string[];
  readonly makes?: readonly string[];
}

/**
 * What the parsed catalogue says. Shape comes first (`policies/kinds.schema.json`), then what a schema cannot say: that
 * tinjis knows where a workload has its pods, and that a team names no kind which is not granted by name.
 *
 * @param at answers for any path, with the nearest parent of a field that is missing
 */
export function decodeKinds(
  value: unknown,
  at: (path?: FieldPath) => At,
  teams: Teams,
): { readonly kinds: Catalogue } | { readonly faults: TeamsFaults } {
  const shape = schemaFaults('kinds', value, at);
  if (shape) return { faults: shape };
  const entries = Object.entries((value as { readonly kinds: Readonly<Record<string, KindEntry>> }).kinds);
  const kinds = entries.map(([kind, entry]): CatalogueKind => ({
    ...entry,
    kind,
    resource: kindOf(entry.group, kind).resource,
    verbs: entry.verbs ?? verbs,
    makes: (entry.makes ?? []).map(parseKind),
    at: at(['kinds', kind]),
  }));
  const [first, ...more] = [...entries.flatMap((each) => entryFaults(each, at)), ...grantFaults(kinds, teams)];
  return first ? { faults: [first, ...more] } : { kinds };
}

function parseKind(written: string): GroupKind {
  const [kind = '', group = ''] = written.split('/').reverse();
  return { group, kind };
}

function entryFaults([kind, { group, template }]: readonly [string, KindEntry], at: Teams['at']): TeamsFault[] {
  const path = podSpecPath(kind)?.slice(0, -1).join('.');
  const { namespaced } = kindOf(group, kind);
  const elsewhere = knownKinds.find((each) => each.kind === kind && each.group !== group);
  const fault = (field: string, what: string, fix: string): TeamsFault => ({
    at: at(['kinds', kind, field]),
    what,
    fix,
  });
  return [
    ...(elsewhere
      ? [fault('group', `${kind} is a kind of the group "${elsewhere.group}", found "${group}".`, 'Correct the group.')]
      : []),
    ...(namespaced
      ? []
      : [fault('group', `${kind} belongs to the whole cluster.`, 'Leave it to the platform: take the entry out.')]),
    ...(path === template
      ? []
      : [
          path === undefined
            ? fault(
                'template',
                `tinjis does not know that ${kind} starts pods, so it would not judge them.`,
                'Enter its template in tinjis/rules/src/objects/kinds.ts as well.',
              )
            : fault(
                'template',
                `${kind} starts pods from ${path || 'itself'}, found ${template ?? 'no template'}.`,
                `Write danger: workload and template: ${path}.`,
              ),
        ]),
  ];
}

function grantFaults(kinds: Catalogue, teams: Teams): TeamsFault[] {
  const named = kinds.filter(({ grantedTo }) => grantedTo === 'named-teams').map(({ kind }) => kind);
  return teams.developers.flatMap((team) =>
    (team.kinds ?? []).flatMap((kind, index) => {
      if (named.includes(kind)) return [];
      const entry = kinds.find((each) => each.kind === kind);
      const why = entry ? `goes to ${entry.grantedTo.replace('-', ' ')} in` : 'is not in';
      return [
        {
          at: teams.at(['teams', team.name, 'kinds', index]),
          what: `The kind ${kind} ${why} ${kindsPath}, so team ${team.name} cannot be granted it by name.`,
          fix: `Name one of ${named.join(', ')}, or change the catalogue.`,
        },
      ];
    }),
  );
}
