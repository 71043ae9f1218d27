const text = { type: 'string' };
const flag = { type: 'boolean' };
const list = (items: object): object => ({ type: 'array', items, nullable: true });
const record = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required });
const kinds = list(record({ group: text, kind: text, name: text }, 'group', 'kind'));

/** JSON Schema of an AppProject, as far as its fields decide something. */
export const projectSchema = record(
  {
    spec: record({
      sourceRepos: list(text),
      sourceNamespaces: list(text),
      destinations: list(record({ server: text, name: text, namespace: text })),
      destinationServiceAccounts: list(
        record({ server: text, namespace: text, defaultServiceAccount: text }, 'server', 'defaultServiceAccount'),
      ),
      clusterResourceWhitelist: kinds,
      clusterResourceBlacklist: kinds,
      namespaceResourceWhitelist: kinds,
      namespaceResourceBlacklist: kinds,
      permitOnlyProjectScopedClusters: flag,
      syncWindows: list(
        record({
          ...{ kind: text, schedule: text, duration: text, timeZone: text, description: text },
          ...{ applications: list(text), namespaces: list(text), clusters: list(text) },
          ...{ manualSync: flag, andOperator: flag, syncOverrun: flag },
        }),
      ),
      roles: list(record({ name: text, policies: list(text), groups: list(text) }, 'name')),
    }),
  },
  'spec',
);
