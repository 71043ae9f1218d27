import type { PolicyLine, PolicySet } from './policy.ts';

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
