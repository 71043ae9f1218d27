import fc from 'fast-check';

/** The files of one random repository; `top` is the folder to render. */
export interface RandomKustomizations {
  readonly top: string;
  readonly files: Readonly<Record<string, string>>;
}

const names = ['web', 'db', 'api'] as const;
const name = fc.constantFrom(...names);
const word = fc.constantFrom('one', 'two', 'yes', '010', '1e3', 'null');
const key = fc.constantFrom('a', 'b', 'c');
const pattern = fc.constantFrom('web', '.*', '[[:lower:]]+', 'w.b', 'db|api', '\\Aweb\\z');

const meta = (name: string): object => ({ name, labels: { app: name } });
const deployment = (name: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta(name),
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          { name: 'side', image: 'side:1' },
          { name: 'main', image: name, env: [{ name: 'A', value: 'a' }], ports: [{ containerPort: 80 }] },
        ],
      },
    },
  },
});
const configMap = (name: string, data: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { app: name } },
  data,
});
const binding = (name: string): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
  subjects: [{ kind: 'ServiceAccount', name: 'default' }],
});

/** Left out by kustomize. */
const localOnly = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'local', annotations: { 'config.kubernetes.io/local-config': 'true' } },
};

/** JSON is YAML, but has everything on one line; locations are tried on text as people write it. */
function block(value: unknown, indent = ''): string {
  if (Array.isArray(value))
    return value.length === 0 ? ' []\n' : `\n${value.map((item) => `${indent}-${item_(item, indent)}`).join('')}`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' && value.includes('\n')
      ? ` |-\n${value
          .split('\n')
          .map((each) => `${indent}${each}\n`)
          .join('')}`
      : ` ${JSON.stringify(value)}\n`;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (entries.length === 0) return ' {}\n';
  return `\n${entries.map(([name, inner]) => `${indent}${name}:${block(inner, `${indent}  `)}`).join('')}`;
}

function item_(item: unknown, indent: string): string {
  const text = block(item, `${indent}  `);
  return typeof item === 'object' && item !== null && !/^ /.test(text) ? ` ${text.slice(indent.length + 3)}` : text;
}

const yaml = (value: object): string => block(value).replace(/^\n/, '');

const operations = fc.constantFrom(
  [{ op: 'add', path: '/metadata/labels/patched', value: 'yes' }],
  [{ op: 'replace', path: '/metadata/labels/app', value: 'x' }],
  [
    { op: 'test', path: '/kind', value: 'Deployment' },
    { op: 'add', path: '/metadata/labels/tested', value: 'no' },
  ],
);
const containerOperations = fc.constantFrom(
  [{ op: 'remove', path: '/spec/template/spec/containers/0' }],
  [{ op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'late', image: 'late:1' } }],
  [{ op: 'add', path: '/spec/template/spec/containers/1/env/0', value: { name: 'B', value: 'b' } }],
  [{ op: 'replace', path: '/spec/replicas', value: 4 }],
);
const listed = (entries: object): string => yaml(entries).trimEnd();
const merge = (name: string, more: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  ...more,
});

const patch = fc.oneof(
  fc.record({
    target: fc.record({ kind: fc.constantFrom('Deployment', 'ConfigMap', '.*'), name: pattern }),
    patch: operations.map(listed),
  }),
  fc.record({
    target: fc.record({ kind: fc.constant('Deploy.*'), name: pattern }),
    patch: containerOperations.map(listed),
  }),
  fc.record({
    target: fc.record({ labelSelector: name.map((each) => `app=${each}`) }),
    patch: operations.map(listed),
  }),
  name.map((each) => ({
    patch: yaml(
      merge(each, {
        spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'B', value: 'm' }] }] } } },
      }),
    ),
  })),
  name.map((each) => ({ patch: yaml({ ...merge(each, {}), $patch: 'delete' }) })),
  name.map((each) => ({
    target: { kind: 'ConfigMap', name: each },
    options: { allowNameChange: true, allowKindChange: true },
    patch: yaml({ apiVersion: 'v1', kind: 'Secret', metadata: { name: `${each}-new` }, stringData: { s: 'x' } }),
  })),
);
const literals = fc
  .uniqueArray(fc.tuple(key, word), { minLength: 1, maxLength: 2, selector: ([each]) => each })
  .map((pairs) => pairs.map(([each, value]) => `${each}=${value}`));
const generator = fc.oneof(
  fc.record({ name: fc.constant('made'), literals }),
  fc.record({ name: fc.constant('kept'), literals, options: fc.constant({ disableNameSuffixHash: true }) }),
  fc.record({ name, literals, behavior: fc.constantFrom('merge', 'replace') }),
);

/** A field that half of the kustomizations have. */
const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { freq: 2, nil: undefined });
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[] | undefined> =>
  sometimes(fc.array(value, { minLength: 1, maxLength: 2 }));
const transformers = fc.record({
  patches: some(patch),
  images: some(fc.record({ name: pattern, newName: fc.constant('example.org/x'), newTag: word })),
  replicas: some(fc.record({ name, count: fc.integer({ min: 2, max: 5 }) })),
  labels: some(
    fc.record({ pairs: fc.dictionary(key, word, { minKeys: 1, maxKeys: 2 }), includeSelectors: fc.boolean() }),
  ),
  commonAnnotations: sometimes(fc.dictionary(key, word, { minKeys: 1, maxKeys: 2 })),
  namePrefix: sometimes(sometimes(fc.constant('p-'))),
  nameSuffix: sometimes(sometimes(fc.constant('-s'))),
  namespace: sometimes(fc.constantFrom('shop', 'other')),
  configMapGenerator: sometimes(generator.map((each) => [each])),
  replacements: sometimes(
    fc.constant([
      {
        source: { kind: 'Deployment', name: 'web', fieldPath: 'metadata.name' },
        targets: [{ select: { kind: 'ConfigMap' }, fieldPaths: ['data.copied'], options: { create: true } }],
      },
    ]),
  ),
});
const objects = fc
  .record({ data: fc.tuple(...names.map(() => fc.dictionary(key, word))), local: fc.boolean() })
  .map(({ data, local }) => [
    ...names.map(deployment),
    ...names.map((each, index) => configMap(each, data[index] ?? {})),
    binding('web'),
    ...(local ? [localOnly] : []),
  ]);

/** A base, an overlay on it, and perhaps a component and one more overlay, each with transformers of its own. */
export const randomKustomizations: fc.Arbitrary<RandomKustomizations> = fc
  .record({
    objects,
    base: transformers,
    overlay: transformers,
    component: fc.option(transformers),
    outer: fc.option(transformers),
  })
  .map(({ objects: all, base, overlay, component, outer }) => ({
    top: outer ? 'outer' : 'overlay',
    files: {
      'base/kustomization.yaml': yaml({ ...base, resources: ['all.yaml'] }),
      'base/all.yaml': all.map((each) => yaml(each)).join('---\n'),
      'overlay/kustomization.yaml': yaml({
        resources: ['../base'],
        ...(component && { components: ['../component'] }),
        ...overlay,
      }),
      ...(component && {
        'component/kustomization.yaml': yaml({
          apiVersion: 'kustomize.config.k8s.io/v1alpha1',
          kind: 'Component',
          // An empty one is refused.
          ...component,
          images: component.images ?? [{ name: 'late', newTag: '2' }],
        }),
      }),
      ...(outer && { 'outer/kustomization.yaml': yaml({ resources: ['../overlay'], ...outer }) }),
    },
  }));
