import type { At } from '../../objects/located.ts';
import type { Reason } from '../../ruling.ts';

/** A `p` line: who may do what. An effect other than `allow` and `deny` decides nothing. */
export interface PolicyLine {
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly object: string;
  readonly effect: string;
  /** Absent for the policy Argo CD brings with it. */
  readonly at: At | undefined;
}

/** A `g` line: a user, group or role has the rights of a role. */
export interface RoleLink {
  readonly member: string;
  readonly role: string;
  readonly at: At | undefined;
}

/** Lines of one origin, by whom they are about. */
export interface PolicySet {
  readonly lines: ReadonlyMap<string, readonly PolicyLine[]>;
  readonly links: ReadonlyMap<string, readonly RoleLink[]>;
}

/** What an AppProject's roles add, for requests about that project only. */
export interface ProjectPolicy {
  readonly set: PolicySet;
  readonly at: At;
  /** Why none of the project's lines is used: one of them cannot be read. */
  readonly spoilt?: Reason;
  /** Why the project's lines are not known: it is no project an API server would store. */
  readonly defect?: Reason;
}

export type MatchMode = 'glob' | 'regex';

/** Everything that decides what a user may do in Argo CD. */
export interface RbacPolicy {
  /** The built-in policy, and the ConfigMap's. */
  readonly sets: readonly PolicySet[];
  readonly projects: ReadonlyMap<string, ProjectPolicy>;
  /** `policy.default`: a role that everybody has, and that no `deny` takes away. Empty is none. */
  readonly defaultRole: { readonly name: string; readonly at: At };
  readonly mode: MatchMode;
  readonly at: At;
  /** Why nobody may do anything, or why that is not known. */
  readonly fault?: { readonly verdict: 'deny' | 'unknown'; readonly reason: Reason };
}

const readable = [
  ['applications', '*/*'],
  ['applicationsets', '*/*'],
  ['certificates', '*'],
  ['clusters', '*'],
  ['repositories', '*'],
  ['write-repositories', '*'],
  ['projects', '*'],
  ['accounts', '*'],
  ['gpgkeys', '*'],
  ['logs', '*/*'],
] as const;

const administered = [
  ['applications', 'create update update/* delete delete/* sync rollback override action/*', '*/*'],
  ['applicationsets', 'get create update delete', '*/*'],
  ['certificates', 'create update delete', '*'],
  ['clusters', 'create update delete', '*'],
  ['repositories', 'create update delete', '*'],
  ['write-repositories', 'create update delete', '*'],
  ['projects', 'create update delete', '*'],
  ['accounts', 'update', '*'],
  ['gpgkeys', 'create delete', '*'],
  ['exec', 'create', '*/*'],
] as const;

const line = (subject: string, resource: string, action: string, object: string): PolicyLine => ({
  subject,
  resource,
  action,
  object,
  effect: 'allow',
  at: undefined,
});

/**
 * The policy every Argo CD 3.6.1 starts with (assets/builtin-policy.csv): `role:readonly`, `role:admin`, and the user
 * admin.
 */
export const builtin: PolicySet = {
  lines: new Map([
    ['role:readonly', readable.map(([resource, object]) => line('role:readonly', resource, 'get', object))],
    [
      'role:admin',
      administered.flatMap(([resource, actions, object]) =>
        actions.split(' ').map((action) => line('role:admin', resource, action, object)),
      ),
    ],
  ]),
  links: new Map([
    ['role:admin', [{ member: 'role:admin', role: 'role:readonly', at: undefined }]],
    ['admin', [{ member: 'admin', role: 'role:admin', at: undefined }]],
  ]),
};
