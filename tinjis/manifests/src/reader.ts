import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '@tinjis/rules/objects/located';
import { located } from './render/locate.ts';
import { Kustomize } from './render/render.ts';
import type { Inputs } from './render/inputs.ts';
import { lazily } from '@tinjis/rules/memo';
import type { PlainObject, RenderedObject, RenderRequest } from './render/rendered.ts';
import type { Explanation } from './failure.ts';
import {
  resourcesOf,
  withoutSchemas,
  readYaml,
  type YamlDocument,
  type YamlProblem,
  withDocumentsOf,
} from './yaml/read-yaml.ts';
import type { Tree } from './tree/tree.ts';

/** A file of Kubernetes objects as read. */
export interface ManifestFile {
  readonly documents: readonly YamlDocument[];
  readonly resources: readonly Resource[];
  readonly problems: readonly YamlProblem[];
  /** Documents that hold something which is no Kubernetes object. */
  readonly strangers: readonly YamlDocument[];
}

/** What a folder gives a cluster, and every file that took part. */
export interface Gathered {
  readonly folder: string;
  /** As kustomize renders them; none where it cannot. */
  readonly resources: readonly Resource[];
  readonly files: ReadonlySet<string>;
  /** Why kustomize cannot render it. */
  readonly problem?: Explanation;
}

/** A folder as it was rendered once, with what tells its resources from those of a changed tree. */
interface Known {
  readonly digest: string;
  readonly gathered: Gathered;
  readonly keys: () => ReadonlyMap<string, Resource>;
}

/**
 * Reads the YAML of a tree, each file once, and has kustomize render its folders. One reader may serve many trees: a
 * file whose text did not change is not parsed again, and an object that did not change is the very same, which is what
 * makes a proof of a changed tree quick.
 * The schemas of custom kinds are in no resource, see {@link withoutSchemas}; whether they are YAML is looked at for a
 * proof.
 */
export class Reader {
  readonly purpose: 'proofs' | 'questions';
  readonly kustomize: Kustomize;
  readonly #files = new Map<string, { readonly text: string; readonly read: ManifestFile }>();
  readonly #objects = new Map<string, PlainObject>();
  readonly #folders = new Map<string, { readonly first: Known; readonly last: Known }>();

  constructor(purpose: 'proofs' | 'questions' = 'proofs', kustomize = new Kustomize(process.env)) {
    this.purpose = purpose;
    this.kustomize = kustomize;
  }

  /** @throws Failure (unreadable) where the tree has no such file */
  manifests(tree: Tree, path: string): ManifestFile {
    const text = tree.text(path);
    const known = this.#files.get(path);
    if (known?.text === text) return known.read;
    const read = readManifests(path, text, this.purpose);
    this.#files.set(path, { text, read });
    return read;
  }

  /**
   * The documents of a file in which a text stands. A question prints few places, and the file that Argo CD ships holds
   * a hundred documents; a proof reads them all anyway.
   * @throws Failure (unreadable) where the tree has no such file
   */
  documentsWith(tree: Tree, path: string, text: string): ManifestFile {
    return this.purpose === 'proofs'
      ? this.manifests(tree, path)
      : readManifests(path, withDocumentsOf(tree.text(path), text), this.purpose);
  }

  /**
   * The objects that folders give their clusters, rendered by kustomize, with the place of each field.
   * @throws Failure (unreadable) where there is no kustomize
   */
  rendered(tree: Tree, requests: readonly RenderRequest[]): readonly Gathered[] {
    const reading = this.kustomize.inputs(tree);
    return this.kustomize.render(tree, requests, 'without schemas').map((rendering) => {
      const { folder } = rendering;
      if ('problem' in rendering) return { folder, resources: [], files: new Set(), problem: rendering.problem };
      const inputs = reading.inputsOf(folder);
      const { first, last } = this.#folders.get(folder) ?? {};
      const same = [last, first].find((each) => each?.digest === inputs.digest);
      if (same) return same.gathered;
      const keyOf = this.#keyOf(tree, inputs);
      const before = first && new Map([...first.keys(), ...(last as Known).keys()]);
      const resources = rendering.objects.map(
        (each) => before?.get(keyOf(each)) ?? located(tree, this, inputs.kustomizations, this.#same(each)),
      );
      const known: Known = {
        digest: inputs.digest,
        gathered: { folder, resources, files: inputs.listed },
        keys: lazily(
          () => new Map(rendering.objects.map((each, index) => [keyOf(each), resources[index] as Resource])),
        ),
      };
      this.#folders.set(folder, { first: first ?? known, last: known });
      return known.gathered;
    });
  }

  /** Rules that many clusters get are one object for all: what was made of it for one serves the others. */
  #same(rendered: RenderedObject): RenderedObject {
    const { object, origin } = rendered;
    const key = `${origin} ${object.kind} ${object.metadata.namespace ?? ''} ${object.metadata.name}`;
    const known = this.#objects.get(key);
    if (isDeepStrictEqual(known, object)) return { object: known as PlainObject, origin };
    this.#objects.set(key, object);
    return rendered;
  }

  /** Equal keys are equal objects whose fields have equal places. */
  #keyOf(tree: Tree, { changes }: Inputs): (rendered: RenderedObject) => string {
    const inputs = this.kustomize.inputs(tree);
    return ({ object, origin }) => `${changes} ${inputs.digestOf(origin)} ${origin} ${JSON.stringify(object)}`;
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
