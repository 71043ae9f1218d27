import { dirname } from 'node:path';
import type { Teams } from '@tinjis/delivery/model/teams';
import { items, type JsonValue } from '../json.ts';
import type { Manifest } from '../manifest.ts';
import type { Mutant, Operator } from '../operator.ts';

const rbac = 'rbac.authorization.k8s.io';
const object = (
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  rest: { readonly [key: string]: JsonValue },
): JsonValue => ({
  apiVersion,
  kind,
  metadata: { name: 'smuggled', ...(namespace !== undefined && { namespace }) },
  ...rest,
});

/** Objects that open something wherever they get in. */
const opening = (namespace: string, { developers }: Teams): readonly (readonly [what: string, object: JsonValue])[] => [
  [
    'a network policy that opens every pod',
    object('networking.k8s.io/v1', 'NetworkPolicy', namespace, {
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
    }),
  ],
  [
    'a policy of the cluster that opens every pod',
    object('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', undefined, {
      spec: {
        priority: 0,
        subject: { namespaces: {} },
        ingress: [{ action: 'Allow', from: [{ namespaces: {} }] }],
      },
    }),
  ],
  [
    'a binding of every person to the administrators',
    object(`${rbac}/v1`, 'ClusterRoleBinding', undefined, {
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'Group', name: 'system:authenticated', apiGroup: rbac }],
    }),
  ],
  [
    "a binding of the developers to the deployer's role",
    object(`${rbac}/v1`, 'RoleBinding', namespace, {
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'team-deployer' },
      subjects: developers.map(({ group }) => ({ kind: 'Group', name: group, apiGroup: rbac })),
    }),
  ],
  ['a plain Secret', object('v1', 'Secret', namespace, { stringData: { password: 'plain' } })],
];

const argocd = (
  { repository, developers: [team, other] }: Teams,
  cluster: string,
): readonly (readonly [what: string, object: JsonValue])[] => [
  [
    'an open project',
    object('argoproj.io/v1alpha1', 'AppProject', 'argocd', {
      spec: {
        sourceRepos: ['*'],
        destinations: [{ server: '*', namespace: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    }),
  ],
  [
    'an Application of another folder',
    object('argoproj.io/v1alpha1', 'Application', 'argocd', {
      spec: {
        project: team?.name ?? '',
        source: {
          repoURL: repository,
          path: `apps/${other?.name}/${other?.services[0]?.name}/overlays/${cluster}`,
          targetRevision: 'main',
        },
        destination: { server: 'https://kubernetes.default.svc', namespace: team?.namespace ?? '' },
      },
    }),
  ],
  [
    'an ApplicationSet',
    object('argoproj.io/v1alpha1', 'ApplicationSet', 'argocd', {
      spec: { generators: [], template: { metadata: { name: 'x' }, spec: { project: 'default' } } },
    }),
  ],
  [
    'an aggregated role for readers',
    object(`${rbac}/v1`, 'ClusterRole', undefined, { aggregationRule: { clusterRoleSelectors: [{}] }, rules: [] }),
  ],
];

/** Adds an object to a kustomization's list, in a team's folder and in the platform's. */
export const smuggle: Operator = {
  name: 'smuggle',
  *mutants({ manifests, teams }): Generator<Mutant> {
    const listing = manifests.filter(
      ({ kind, file }) =>
        kind === 'Kustomization' && /^(?:apps|clusters)\//.test(file) && !file.startsWith('clusters/base'),
    );
    for (const manifest of listing) {
      const folders = manifest.file.split('/');
      const { namespace = '' } =
        teams.developers.find((team) => folders.includes(team.name) || folders.includes(team.namespace)) ??
        teams.developers[0] ??
        {};
      const own = folders[0] === 'apps';
      for (const [what, added] of own
        ? [...opening(namespace, teams), ...argocd(teams, folders.at(-2) ?? '')]
        : atPlatform(manifest, namespace, teams)) {
        yield smuggled(manifest, what, added);
      }
    }
  },
};

/** Kinds that the platform may hold, but must not use to open anything. */
function atPlatform({ file }: Manifest, namespace: string, teams: Teams): readonly (readonly [string, JsonValue])[] {
  if (/\/projects\//.test(file)) return argocd(teams, file.split('/')[1] ?? '').slice(0, 1);
  if (/\/applications\//.test(file)) return argocd(teams, file.split('/')[1] ?? '').slice(1, 3);
  return /\/namespaces\/./.test(file) ? opening(namespace, teams) : [];
}

function smuggled(manifest: Manifest, what: string, added: JsonValue): Mutant {
  const { file, line, text } = manifest.edit(['resources'], [...items(manifest.value, ['resources']), 'smuggled.yaml']);
  const path = `${dirname(file)}/smuggled.yaml`;
  return { operator: 'smuggle', file, line, what, changes: { [file]: text, [path]: `${JSON.stringify(added)}\n` } };
}
