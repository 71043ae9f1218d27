/** A place in a file of the repository. Lines and columns count from 1, as editors and compilers do. */
export interface At {
  /** Path from the repository's top, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** Keys and indexes from the root of a document to a field, as in `['spec', 'ingress', 0, 'from']`. */
export type FieldPath = readonly (string | number)[];

/**
 * A Kubernetes-shaped object together with the place of each field in its file.
 *
 * `at` never fails: for a missing field it answers with the nearest existing parent, so a finding can point to the
 * place where the field belongs.
 */
export interface Resource<T extends KubernetesObject = KubernetesObject> {
  readonly object: T;
  at(path?: FieldPath): At;
}

/** The fields of every Kubernetes object. Kinds add their own fields beside the evaluator that reads them. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}
