/** How a field of a kustomization refers to files: the field itself, or a field of its items. */
type References = 'paths' | Readonly<Record<string, 'path' | 'paths' | 'keyed-paths' | 'plain'>>;

/**
 * What a kustomization may use. Whatever is not here is refused: a field that runs programs, fetches, or reads files in
 * a way that is not followed, and one that a later kustomize brings. Names count as written; kustomize itself would
 * also take them in other case.
 */
export const kustomizationFields: Readonly<Record<string, 'plain' | References>> = {
  apiVersion: 'plain',
  kind: 'plain',
  metadata: 'plain',
  namespace: 'plain',
  namePrefix: 'plain',
  nameSuffix: 'plain',
  labels: 'plain',
  commonAnnotations: 'plain',
  images: 'plain',
  replicas: 'plain',
  sortOptions: 'plain',
  buildMetadata: 'plain',
  generatorOptions: 'plain',
  resources: 'paths',
  components: 'paths',
  patches: { path: 'path', patch: 'plain', target: 'plain', options: 'plain' },
  replacements: { path: 'path', source: 'plain', targets: 'plain' },
  configMapGenerator: {
    name: 'plain',
    namespace: 'plain',
    behavior: 'plain',
    options: 'plain',
    literals: 'plain',
    files: 'keyed-paths',
    envs: 'paths',
    env: 'path',
  },
};

/** Why a field that people know from elsewhere is refused here; any other is simply unknown. */
export const refusedFields: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bases: 'it is the old form of resources',
    commonLabels: 'it rewrites selectors; labels does what is wanted',
    configurations: 'it changes how kustomize itself works',
    crds: 'it changes how kustomize itself works',
    openapi: 'it changes how kustomize itself works',
    vars: 'it is the old form of replacements',
    patchesJson6902: 'it is the old form of patches',
    patchesStrategicMerge: 'it is the old form of patches',
    generators: 'it can run programs',
    transformers: 'it can run programs',
    validators: 'it can run programs',
    helmCharts: 'it fetches and runs Helm charts',
    helmChartInflationGenerator: 'it fetches and runs Helm charts',
    helmGlobals: 'it fetches and runs Helm charts',
    secretGenerator: 'it makes a Secret of what lies open in Git; seal the value by `tinjis seal`',
  }),
);
