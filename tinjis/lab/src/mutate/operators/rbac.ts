import type { Teams } from '@tinjis/delivery/model/teams';
import { get, items, type JsonValue, text } from '../json.ts';
import { type Mutant, onManifests, type Operator, type Weakening } from '../operator.ts';
import type { Manifest } from '../manifest.ts';

const apiGroup = 'rbac.authorization.k8s.io';
const group = (name: string): JsonValue => ({ kind: 'Group', name, apiGroup });
const account = (namespace: string, name: string): JsonValue => ({ kind: 'ServiceAccount', name, namespace });

/** Subjects that have no business in any binding but their own. */
const strangers = ({ developers }: Teams): readonly (readonly [what: string, subject: JsonValue])[] => [
  ['everybody who is logged in', group('system:authenticated')],
  ['everybody', group('system:unauthenticated')],
  ['every pod', group('system:serviceaccounts')],
  ['another program of Argo CD', account('argocd', 'argocd-repo-server')],
  ...developers.flatMap(
    ({ group: people, namespace, members: [person = ''] }) =>
      [
        [`the pods of ${namespace}`, group(`system:serviceaccounts:${namespace}`)],
        [`the people ${people}`, group(people)],
        [`the deployer of ${namespace}`, account(namespace, 'deployer')],
        [`${person} by name`, { kind: 'User', name: person, apiGroup }],
      ] as const,
  ),
];

/** Adds a subject to a binding. */
export const addSubject = onManifests(
  'add-subject',
  ['ClusterRoleBinding', 'RoleBinding'],
  function* ({ value }, teams): Generator<Weakening> {
    const present = items(value, ['subjects']);
    for (const [what, subject] of strangers(teams)) {
      const there = present.some(
        (each) =>
          text(each, ['name']) === text(subject, ['name']) &&
          text(each, ['namespace']) === text(subject, ['namespace']),
      );
      if (!there) yield { what: `bind ${what}`, path: ['subjects'], put: [...present, subject] };
    }
  },
);

/** Binds a role that gives more. */
export const bindMore = onManifests(
  'bind-more',
  ['ClusterRoleBinding', 'RoleBinding'],
  function* ({ value }): Generator<Weakening> {
    for (const name of ['cluster-admin', 'admin', 'edit', 'platform-deployer', 'team-deployer', 'secrets-unsealer']) {
      if (text(value, ['roleRef', 'name']) !== name)
        yield { what: `to ${name}`, path: ['roleRef'], put: { apiGroup, kind: 'ClusterRole', name } };
    }
  },
);

/** Makes a namespace's binding apply to the whole cluster. */
export const bindEverywhere: Operator = {
  name: 'bind-everywhere',
  *mutants({ manifests }): Generator<Mutant> {
    for (const manifest of manifests.filter(
      ({ kind, value }) => kind === 'RoleBinding' && text(value, ['roleRef', 'kind']) === 'ClusterRole',
    )) {
      yield widened(manifest);
    }
  },
};

function widened({ edit, file, name, value }: Manifest): Mutant {
  const { line, text: changed } = edit([], undefined);
  const binding = {
    ...(value as { readonly [key: string]: JsonValue }),
    kind: 'ClusterRoleBinding',
    metadata: { name: `${text(value, ['metadata', 'namespace'])}-${name}` },
  };
  return {
    operator: 'bind-everywhere',
    file,
    line,
    what: `RoleBinding ${name}: for the whole cluster`,
    changes: { [file]: `${changed.trimEnd()}\n---\n${JSON.stringify(binding)}\n` },
  };
}

const roles = ['ClusterRole', 'Role'];
/** It may do everything, by design: nothing is left to widen. */
const everything = /^policies\/rbac\/platform-deployer/;

/** Widens one rule of a role: its verbs, its kinds, its groups, its names. */
export const widenRule = onManifests('widen-rule', roles, function* ({ value, file, name }): Generator<Weakening> {
  if (everything.test(file) && name === 'platform-deployer') return;
  for (const [index, rule] of items(value, ['rules']).entries()) {
    const path = ['rules', index];
    const resources = items(rule, ['resources']);
    if (resources.length === 0) {
      yield { what: `rule ${index}: every verb`, path: [...path, 'verbs'], put: ['*'], names: takingIn(file) };
      continue;
    }
    if (!items(rule, ['verbs']).includes('*'))
      yield { what: `rule ${index}: every verb`, path: [...path, 'verbs'], put: ['*'], names: takingIn(file) };
    for (const verb of ['create', 'update', 'patch', 'delete', 'impersonate']) {
      if (items(rule, ['verbs']).includes(verb)) continue;
      yield { what: `rule ${index}: verb ${verb}`, path: [...path, 'verbs'], put: [...items(rule, ['verbs']), verb] };
    }
    if (!resources.includes('*')) yield { what: `rule ${index}: every kind`, path: [...path, 'resources'], put: ['*'] };
    if (!items(rule, ['apiGroups']).includes('*'))
      yield { what: `rule ${index}: every group`, path: [...path, 'apiGroups'], put: ['*'] };
    if (get(rule, ['resourceNames'])) yield { what: `rule ${index}: every name`, path: [...path, 'resourceNames'] };
  }
});

/** A patch that gives back what upstream ships changes nothing: a finding then names where upstream is taken in. */
function takingIn(file: string): readonly string[] {
  return file.startsWith('clusters/base/argocd/') ? ['clusters/base/argocd/kustomization.yaml'] : [];
}

/** Rules that lead to more rights. */
const extra: readonly (readonly [what: string, rule: { readonly [key: string]: JsonValue }])[] = [
  ['read secrets', { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
  ['enter pods', { apiGroups: [''], resources: ['pods/exec'], verbs: ['create', 'get'] }],
  ['forward ports', { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create', 'get'] }],
  ['debug pods', { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['update', 'patch'] }],
  ['create pods', { apiGroups: [''], resources: ['pods'], verbs: ['create'] }],
  [
    'write network policies',
    {
      apiGroups: ['networking.k8s.io'],
      resources: ['networkpolicies'],
      verbs: ['create', 'update', 'patch', 'delete'],
    },
  ],
  [
    'write bindings',
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: ['create', 'bind', 'escalate'] },
  ],
  ['make tokens', { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }],
  ['act as anybody', { apiGroups: [''], resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] }],
  [
    'write Applications',
    { apiGroups: ['argoproj.io'], resources: ['applications', 'appprojects'], verbs: ['create', 'update', 'patch'] },
  ],
  ['write endpoints', { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['create', 'update'] }],
  [
    'write admission rules',
    { apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['create', 'update', 'patch', 'delete'] },
  ],
];

/** Adds a rule to a role. */
export const addRule = onManifests('add-rule', roles, function* ({ value, name, file }): Generator<Weakening> {
  if (everything.test(file) && name === 'platform-deployer') return;
  for (const [what, rule] of extra) {
    if (what === 'read secrets' && text(value, ['metadata', 'name']) === 'argocd-application-controller') continue;
    yield { what, path: ['rules'], put: [...items(value, ['rules']), rule] };
  }
});
