import type { Teams } from '@tinjis/delivery/model/teams';
import { items, type Json, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';
import type { Manifest } from '../manifest.ts';
import type { Mutant } from '../mutant.ts';
import type { Operator } from '../operator.ts';

const apiGroup = 'rbac.authorization.k8s.io';
const group = (name: string): Json => ({ kind: 'Group', name, apiGroup });
const account = (namespace: string, name: string): Json => ({ kind: 'ServiceAccount', name, namespace });

/** Subjects that have no business in any binding but their own. */
const strangers = ({ developers }: Teams): readonly (readonly [what: string, subject: Json])[] => [
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

/** Makes a binding of one namespace hold for the whole cluster. */
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
    ...(value as { readonly [key: string]: Json }),
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
