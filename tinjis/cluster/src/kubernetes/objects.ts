/** An object as the API server stores it. Callers narrow the rest themselves. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: LiveMetadata;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the rest depends on the kind
  readonly [field: string]: any;
}

interface LiveMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
}

/** The name of one object or, without a name, of a collection. */
export interface Reference {
  /** As in a manifest: `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** The text of one item of a Secret, decoded; empty when the Secret lacks the item. */
export function secretText({ data = {} }: LiveObject, item: string): string {
  return Buffer.from((data as Readonly<Record<string, string>>)[item] ?? '', 'base64').toString('utf8');
}

/** The reference of an object. */
export function referenceOf({ apiVersion, kind, metadata: { name, namespace } }: LiveObject): Reference {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `apps/v1 Deployment payments/payment`, for messages. */
export function describeReference({ apiVersion, kind, namespace, name = '*', subresource }: Reference): string {
  return `${apiVersion} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}${subresource === undefined ? '' : ` (${subresource})`}`;
}
