import fc, { type Arbitrary } from 'fast-check';
import type { AppProjectSpec, Destination } from '../../src/argocd/objects.ts';
import { windows } from './applications.ts';

const servers = ['https://kubernetes.default.svc', 'https://other'];
const namespaces = ['payments', 'payments-dev', 'billing'];
const orGlob = (values: readonly string[]): Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...values) },
    { weight: 3, arbitrary: fc.constantFrom('*', 'pay*', 'https://*', '*-dev', '{payments,billing}', '[', '', '!*') },
    { weight: 2, arbitrary: fc.constantFrom(...values.map((value) => `!${value}`), '!pay*', '![', '!*-dev') },
  );

export const destinations: Arbitrary<Required<Destination>> = fc.record({
  server: fc.constantFrom(...servers, ...servers, ''),
  name: fc.constantFrom('in-cluster', 'in-cluster', 'other', ''),
  namespace: fc.constantFrom(...namespaces, ...namespaces, ''),
});

const destinationRules = fc.record(
  { server: orGlob(servers), name: orGlob(['in-cluster', 'other']), namespace: orGlob(namespaces) },
  { requiredKeys: ['namespace'] },
);

export const destinationLists: Arbitrary<NonNullable<AppProjectSpec['destinations']>> = fc.array(destinationRules, {
  minLength: 1,
  maxLength: 4,
});

const kindPattern = fc.constantFrom(
  'NetworkPolicy',
  'Secret',
  'NetworkPolicy',
  '*',
  'N*',
  '?ecret',
  '[NS]*',
  '[^N]*',
  '[',
  '\\N*',
  '[a-',
  '[]',
  'Secret\\',
  '[N-A]*',
  '**',
);
const groupPattern = fc.constantFrom('', '', 'networking.k8s.io', 'networking.k8s.io', '*', '*.k8s.io', '[', 'apps');
const namePattern = fc.constantFrom('a', 'a*', '[', '');
const kindRules = fc.record({ group: groupPattern, kind: kindPattern });
const clusterKindRules = fc.record(
  { group: groupPattern, kind: kindPattern, name: namePattern },
  { requiredKeys: ['group', 'kind'] },
);
/** A list, `[]`, or null: three different things to Argo CD. */
const listOf = <T>(items: Arbitrary<T>, lengths: { maxLength: number }): Arbitrary<T[] | null> =>
  fc.option(fc.array(items, lengths), { freq: 4 });

export const kindLists: Arbitrary<AppProjectSpec> = fc.record(
  {
    clusterResourceWhitelist: listOf(clusterKindRules, { maxLength: 6 }),
    clusterResourceBlacklist: listOf(clusterKindRules, { maxLength: 1 }),
    namespaceResourceWhitelist: listOf(kindRules, { maxLength: 5 }),
    namespaceResourceBlacklist: listOf(kindRules, { maxLength: 1 }),
  },
  { requiredKeys: [] },
);

/** The kind in question. */
export const anyKind = fc.record({
  group: fc.constantFrom('', 'networking.k8s.io'),
  kind: fc.constantFrom('NetworkPolicy', 'Secret'),
  name: fc.constantFrom('', 'a', 'ab'),
  scope: fc.constantFrom<'cluster' | 'namespaced'>('cluster', 'namespaced'),
});

/** Mostly readable patterns: the first unreadable pattern before a match refuses the whole list. */
const accountPattern = (values: readonly string[]): Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...values, '*') },
    { weight: 3, arbitrary: fc.constantFrom('https://*', 'pay*', '{payments,billing}', '') },
    { weight: 1, arbitrary: fc.constantFrom('[', '{', 'a\\', '!payments') },
  );

export const serviceAccounts: Arbitrary<NonNullable<AppProjectSpec['destinationServiceAccounts']>> = fc.array(
  fc.record({
    server: accountPattern(servers),
    namespace: accountPattern(namespaces),
    defaultServiceAccount: fc.constantFrom(
      'deployer',
      'deployer',
      'deployer',
      'billing:deployer',
      '',
      '  ',
      'a*',
      'a/b',
      'x:y:z',
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

const words = (...usual: string[]): Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom('', ' a', '!*', 'a,b') },
  );
const policyLine = fc
  .tuple(
    fc.constantFrom('p', 'p', 'p', 'p', ' p ', 'g'),
    fc.constantFrom('proj:payments:ci', 'proj:payments:ci', 'proj:payments:ci ', 'proj:payments:cd', 'alice'),
    fc.constantFrom('applications', 'logs', 'exec', 'projects', 'clusters', '*'),
    fc.constantFrom('get', 'sync', '*', 'action/x', 'delete/*', 'xupdate/', 'syncs', 'action'),
    fc.constantFrom(
      'payments/*',
      'payments/a',
      'payments/ns/a',
      'payments/',
      'billing/*',
      '*/*',
      'payments/a/b/c',
      'payments/a b',
    ),
    fc.constantFrom('allow', 'allow', 'allow', 'deny', 'Allow', ''),
  )
  .map((fields) => fields.join(','));
const groupName = words('team', '"a, b"', 'x y', '"', 'a"b', 'a\n', '\u00a0a');
const role = fc.record(
  {
    name: fc.constantFrom('ci', 'ci', 'ci', 'cd', '-', 'a_b', 'a.b'),
    policies: fc.array(policyLine, { maxLength: 2 }),
    groups: fc.array(groupName, { maxLength: 2 }),
  },
  { requiredKeys: ['name'] },
);
/** Windows whose schedule can be read: we leave the others to the clock. */
const readable = windows.map((window) => ({ ...window, schedule: '* * * * *', duration: '1h' }));

/** Projects of which Argo CD's API refuses about half: each has few lists, and each list few entries. */
export const refusedProjects: Arbitrary<AppProjectSpec> = fc.oneof(
  fc.record({ sourceRepos: fc.array(words('a', 'b', '*'), { maxLength: 2 }) }),
  fc.record({ sourceNamespaces: fc.array(words('a', 'b'), { maxLength: 2 }), destinations: destinationLists }),
  fc.record({ roles: fc.array(role, { maxLength: 2 }) }),
  fc.record({ roles: fc.tuple(fc.record({ name: fc.constant('ci'), policies: fc.tuple(policyLine) })) }),
  fc.record({ syncWindows: fc.array(readable, { maxLength: 2 }) }),
  fc.record({ destinationServiceAccounts: serviceAccounts }),
);
