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
 * A Kubernetes-shaped object together with where each of its fields was written.
 *
 * `at` never fails: for a field that is not there it answers with the nearest parent that is,
 * so that a missing field can be reported where it ought to stand.
 */
export interface Resource<T extends KubernetesObject = KubernetesObject> {
  readonly object: T;
  at(path?: FieldPath): At;
}

/** What every Kubernetes object carries. Kinds add their own fields beside the evaluator that reads them. */
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
