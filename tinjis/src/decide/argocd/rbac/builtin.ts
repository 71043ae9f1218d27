const readable = [
  ['applications', '*/*'], ['applicationsets', '*/*'], ['certificates', '*'], ['clusters', '*'], ['repositories', '*'],
  ['write-repositories', '*'], ['projects', '*'], ['accounts', '*'], ['gpgkeys', '*'], ['logs', '*/*'],
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

/** The policy every Argo CD 3.6.1 starts with (assets/builtin-policy.csv): `role:readonly`, `role:admin`, and the user admin. */
export const builtinPolicy: readonly string[] = [
  ...readable.map(([resource, object]) => `p, role:readonly, ${resource}, get, ${object}, allow`),
  ...administered.flatMap(([resource, actions, object]) => actions.split(' ').map((action) => `p, role:admin, ${resource}, ${action}, ${object}, allow`)),
  'g, role:admin, role:readonly',
  'g, admin, role:admin',
];
