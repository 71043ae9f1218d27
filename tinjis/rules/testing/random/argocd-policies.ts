import fc, { type Arbitrary } from 'fast-check';
import type { AppProject } from '../../src/argocd/objects.ts';
import type { ArgocdRequest } from '../../src/argocd/rbac/evaluate.ts';
import type { ArgocdSubject } from '../../src/argocd/rbac/enforce.ts';

export interface ArgocdRbacCase {
  readonly data: Readonly<Record<string, string>>;
  readonly projects: readonly AppProject[];
  readonly subject: ArgocdSubject;
  readonly request: ArgocdRequest;
}

interface Words {
  readonly resource: Arbitrary<string>;
  readonly action: Arbitrary<string>;
  readonly object: Arbitrary<string>;
}

const globWords: Words = {
  resource: fc.constantFrom(
    'applications',
    'applications',
    'applications',
    'logs',
    'projects',
    'clusters',
    '*',
    '*',
    'app*',
    '{logs,exec}',
  ),
  action: fc.constantFrom('get', 'sync', 'sync', 'override', '*', 'delete/*', '{get,sync}', '[gs]*'),
  object: fc.constantFrom(
    'a/*',
    'a/app',
    'a/*',
    '*/*',
    '*/*',
    '*',
    'a*',
    'b/*',
    'a',
    'ab/*',
    '[',
    'a/?pp',
    '"a/*"',
    'a/* ',
  ),
};

const regexWords: Words = {
  resource: fc.constantFrom('applications', 'logs|applications', '.*', 'app', '^logs$', '*'),
  action: fc.constantFrom('get|sync', '^sync$', '.*', 'sync', '[gs].+', 's?ync', '(?:get)', '**'),
  object: fc.constantFrom('a/.*', '^a/', 'a/*', '.*', '^b/app$', '(', '[a-b]/', '\\\\', 'a\\/app', '\\w/', '*/*'),
};

const subjects = [
  'alice',
  'alice',
  'alice',
  'alice',
  'bob',
  'team',
  'role:x',
  'role:y',
  'proj:a:dev',
  'proj:b:dev',
  'admin',
  'role:readonly',
  '',
  '" alice"',
];
const roles = ['role:x', 'role:y', 'role:admin', 'role:readonly', 'proj:a:dev', 'role:z', 'team'];

/** `p` and `g` lines, seldom a line that cannot be loaded. */
function lines({ resource, action, object }: Words): Arbitrary<string> {
  const p = fc
    .tuple(
      fc.constantFrom('p, ', 'p,', '  p, '),
      fc.constantFrom(...subjects),
      resource,
      action,
      object,
      fc.constantFrom(...Array<string>(12).fill('allow'), 'deny', 'Allow', 'denyall'),
    )
    .map(([start, ...fields]) => `${start}${fields.join(', ')}`);
  const g = fc
    .tuple(fc.constantFrom('alice', 'alice', 'bob', 'team', 'others', 'role:x', 'role:y'), fc.constantFrom(...roles))
    .map(([who, role]) => `g, ${who}, ${role}`);
  const odd = fc.constantFrom(
    'p , alice, *, *, *, allow',
    '# a comment',
    '',
    '  ',
    'r, x',
    'm',
    'e, x',
    'p, too, few',
    'g, alice, role:x, more',
    'p2, a, b, c, d, e',
    'g, "alice, role:x',
    'p, a"b, c, d, e, allow',
    ', x',
    'g, "a""b", role:x',
  );
  return fc.oneof({ weight: 120, arbitrary: p }, { weight: 50, arbitrary: g }, { weight: 1, arbitrary: odd });
}

const text = (words: Words, maxLength: number): Arbitrary<string> =>
  fc.array(lines(words), { maxLength, size: 'max' }).map((all) => all.join('\n'));

const projectOf = (words: Words, name: string): Arbitrary<AppProject> =>
  fc
    .array(
      fc.record({
        name: fc.constantFrom('dev', 'ops'),
        policies: fc.array(lines(words), { maxLength: 3 }),
        groups: fc.array(fc.constantFrom('team', 'others', 'alice', 'team', 'alice', 'a, b'), { maxLength: 1 }),
      }),
      { maxLength: 2 },
    )
    .map((list) => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name },
      spec: { roles: list },
    }));

/** A chain of roles around casbin's limit of ten. */
const chain: Arbitrary<string> = fc
  .integer({ min: 8, max: 12 })
  .map((length) =>
    [
      'g, alice, link0',
      ...Array.from({ length }, (_, index) => `g, link${index}, link${index + 1}`),
      `p, link${length}, applications, *, a/*, allow`,
    ].join('\n'),
  );

/** Half of the lines are about the request, or random requests would hardly ever be granted. */
const towards = (words: Words, { resource, action, object }: ArgocdRequest): Words => ({
  resource: fc.oneof(fc.constant(resource), words.resource),
  action: fc.oneof(fc.constant(action), words.action),
  object: fc.oneof(fc.constant(object === '' ? '*' : object), words.object),
});

const requests: Arbitrary<ArgocdRequest> = fc.record({
  resource: fc.constantFrom(
    'applications',
    'applications',
    'applications',
    'logs',
    'projects',
    'clusters',
    'exec',
    'accounts',
  ),
  action: fc.constantFrom('get', 'sync', 'sync', 'override', 'delete/apps/Deployment'),
  object: fc.constantFrom('a/app', 'a/app', 'a/app', 'b/app', 'a', 'ab/app', 'a/ns/app', 'none/app', ''),
});

const casesOf = (words: Words, mode: string): Arbitrary<ArgocdRbacCase> =>
  requests.chain((request) => casesAbout(request, towards(words, request), mode));

const casesAbout = (request: ArgocdRequest, words: Words, mode: string): Arbitrary<ArgocdRbacCase> =>
  fc.record({
    data: fc.record(
      {
        'policy.csv': fc.oneof({ weight: 12, arbitrary: text(words, 12) }, { weight: 1, arbitrary: chain }),
        'policy.more.csv': text(words, 2),
        'policy.default': fc.constantFrom('', '', '', 'role:x', 'role:readonly'),
        'policy.matchMode': fc.constant(mode),
        scopes: fc.constantFrom('', '[groups]', '[groups]', "['groups']", '[]', '[email]', '[email, groups]'),
      },
      { requiredKeys: ['policy.csv', 'policy.matchMode'] },
    ),
    projects: fc.tuple(projectOf(words, 'a'), projectOf(words, 'b')),
    subject: fc.record({
      name: fc.constantFrom('alice', 'alice', 'alice', 'bob', 'proj:a:dev', 'proj:b:dev', 'admin', 'proj:a'),
      groups: fc.subarray(['team', 'others', 'role:x']),
    }),
    request: fc.constant(request),
  });

export const argocdRbacCases: Arbitrary<ArgocdRbacCase> = fc.oneof(
  { weight: 4, arbitrary: casesOf(globWords, 'glob') },
  { weight: 1, arbitrary: casesOf(regexWords, 'regex') },
  { weight: 1, arbitrary: casesOf(globWords, 'Regex') },
);
