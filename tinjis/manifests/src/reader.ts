import type { Resource } from '@tinjis/rules/objects/located';
import { resourcesOf } from './resources.ts';
import type { Tree } from './tree/tree.ts';
import { withoutSchemas } from './yaml/definitions.ts';
import { readYaml, type YamlDocument, type YamlProblem } from './yaml/read-yaml.ts';

/** A file of Kubernetes objects as read. */
export interface ManifestFile {
  readonly documents: readonly YamlDocument[];
  readonly resources: readonly Resource[];
  readonly problems: readonly YamlProblem[];
  /** Documents that hold something which is no Kubernetes object. */
  readonly strangers: readonly YamlDocument[];
}

/**
 * Reads the YAML of a tree, each file once. One reader may serve many trees: a file whose text did not change
 * is not parsed again and gives the very same resources, which is what makes a proof of a changed tree quick.
 * The schemas of custom kinds are in no resource, see {@link withoutSchemas}; whether they are YAML is looked at for a
 * proof.
 */
export class Reader {
  readonly #purpose: 'proofs' | 'questions';
  readonly #files = new Map<string, { readonly text: string; readonly read: ManifestFile }>();

  constructor(purpose: 'proofs' | 'questions' = 'proofs') {
    this.#purpose = purpose;
  }

  /** @throws Failure (unreadable) where the tree has no such file */
  manifests(tree: Tree, path: string): ManifestFile {
    const text = tree.text(path);
    const known = this.#files.get(path);
    if (known?.text === text) return known.read;
    const read = readManifests(path, text, this.#purpose);
    this.#files.set(path, { text, read });
    return read;
  }
}

function readManifests(path: string, text: string, purpose: 'proofs' | 'questions'): ManifestFile {
  const short = withoutSchemas(text);
  const { documents, problems } = readYaml(path, short);
  const resources: Resource[] = [];
  const strangers: YamlDocument[] = [];
  for (const document of documents) {
    if (document.value === null) continue;
    const found = resourcesOf(document);
    if (found) resources.push(...found);
    else strangers.push(document);
  }
  const whole = short === text || purpose === 'questions';
  return { documents, resources, problems: whole ? problems : readYaml(path, text).problems, strangers };
}
