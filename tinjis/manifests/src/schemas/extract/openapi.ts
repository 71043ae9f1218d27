import { type Bundle, definitionsPrefix, type Schema } from '../bundle.ts';
import { trim } from './trim.ts';

/** What Kubernetes' own OpenAPI document leaves open or describes too narrowly, by the Go types' decoders. */
const decoders: Readonly<Record<string, Schema>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    type: ['number', 'string'],
    pattern: '^[+-]?([0-9]+|[0-9]+\\.[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
  },
  // Tools write `creationTimestamp: null`, and the decoder takes it for absent.
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { type: ['string', 'null'], format: 'date-time' },
};

/**
 * Takes kinds out of Kubernetes' OpenAPI document (Swagger 2), with everything they refer to.
 * @param swagger the parsed `api/openapi-spec/swagger.json`
 * @param kinds `apiVersion/Kind` of each, as in `apps/v1/Deployment`
 * @throws where the document has no such kind
 */
export function fromOpenApi(
  swagger: { readonly definitions: Readonly<Record<string, Schema>> },
  kinds: readonly string[],
): Pick<Bundle, 'kinds' | 'definitions'> {
  const names = namesByKind(swagger.definitions);
  const found = Object.fromEntries(
    kinds.toSorted().map((kind) => {
      const name = names.get(kind);
      if (name === undefined) throw new Error(`the document has no ${kind}`);
      return [kind, name];
    }),
  );
  const definitions: Record<string, Schema> = {};
  const wanted = new Set(Object.values(found));
  for (const name of wanted) {
    definitions[name] = decoders[name] ?? trim(swagger.definitions[name] as Schema);
    references(definitions[name]).forEach((reference) => wanted.add(reference));
  }
  const sorted = Object.keys(definitions).sort();
  return { kinds: found, definitions: Object.fromEntries(sorted.map((name) => [name, definitions[name] as Schema])) };
}

function namesByKind(definitions: Readonly<Record<string, Schema>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(definitions).flatMap(([name, schema]) => {
      const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as readonly {
        group: string;
        version: string;
        kind: string;
      }[];
      return kinds.map(({ group, version, kind }) => [[group, version, kind].filter(Boolean).join('/'), name] as const);
    }),
  );
}

function references(schema: unknown): readonly string[] {
  if (!(schema instanceof Object)) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value.slice(definitionsPrefix.length)] : references(value),
  );
}
