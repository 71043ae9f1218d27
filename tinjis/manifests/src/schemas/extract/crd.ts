import { type Bundle, definitionsPrefix, type Schema } from '../bundle.ts';
import { trim } from './trim.ts';

/** A CustomResourceDefinition as far as it is read here. */
export interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly Version[];
  };
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
/** ObjectMeta and what it refers to. */
const metadata = ['ObjectMeta', 'Time', 'OwnerReference', 'ManagedFieldsEntry', 'FieldsV1'].map((name) => meta + name);

/**
 * Takes the served versions of custom resources out of their definitions.
 * @param kubernetes bundle that holds the metadata every object has
 */
export function fromCrds(
  crds: readonly CustomResourceDefinition[],
  kubernetes: Pick<Bundle, 'definitions'>,
): Pick<Bundle, 'kinds' | 'definitions'> {
  const kinds: Record<string, string> = {};
  const definitions: Record<string, Schema> = {};
  for (const {
    spec: { group, names, versions },
  } of crds) {
    for (const { name, schema } of versions.filter(({ served }) => served)) {
      const kind = `${group}/${name}/${names.kind}`;
      const { properties, ...rest } = trim(schema?.openAPIV3Schema ?? { type: 'object' });
      // Status is written by controllers: what stands there in a file is dropped, whatever it says.
      const fields = {
        // The API server knows these, whether a definition names them or not.
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        ...(properties as Schema),
        metadata: { $ref: `${definitionsPrefix}${meta}ObjectMeta` },
        status: {},
      };
      kinds[kind] = kind;
      definitions[kind] = { ...rest, properties: fields };
    }
  }
  const shared = Object.fromEntries(metadata.map((name) => [name, kubernetes.definitions[name] as Schema]));
  return { kinds, definitions: { ...shared, ...definitions } };
}
