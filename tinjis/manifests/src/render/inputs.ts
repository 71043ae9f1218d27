import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import { resolvePath, filesBelow, type Tree } from '../tree/tree.ts';
import { type Kustomization, kustomizationFiles, kustomizationNames, parseKustomization } from '../kustomization.ts';
import { isMapping } from '@tinjis/rules/objects/fields';
import type { KustomizationReference } from '../kustomization-fields.ts';
import { readYaml } from '../yaml/read-yaml.ts';

/** Everything the rendering of one folder depends on. */
export interface Inputs {
  /** Path from the repository's top, with forward slashes. */
  readonly folder: string;
  /** SHA-256 over names and contents of `files`. Equal digests render to equal objects. */
  readonly digest: string;
  /** The same over its kustomizations and what they name beside resources: all that can change an object. */
  readonly changes: string;
  /** Every file kustomize may read for it, and the only ones it is given. */
  readonly files: readonly string[];
  /** How long these are together. */
  readonly bytes: number;
  /** Those of them that a kustomization names, and the kustomizations. */
  readonly listed: ReadonlySet<string>;
  /** The files of the kustomizations that take part, its own first. */
  readonly kustomizations: readonly string[];
  /** Files that something else than `resources` names. */
  readonly named: ReadonlySet<string>;
  /** Whether it may share a process with other folders: see `isPlain`. */
  readonly plain: boolean;
  /** How many patches its kustomizations have. */
  readonly patches: number;
  /** The fields of its own kustomization where kustomize heeds one of them only at the top. */
  readonly top?: object;
}

interface FolderRead {
  readonly kustomizations: readonly string[];
  readonly resources: readonly string[];
  readonly named: readonly string[];
  /** Files that it may read without naming them. */
  readonly below: readonly string[];
  /** Folders it builds upon, from the repository's top. */
  readonly upon: readonly string[];
  readonly plain: boolean;
  readonly patches: number;
  readonly top?: object;
}

/**
 * Gathers what folders of one tree are rendered from. Nothing else is given to kustomize, so what is overlooked here is
 * missing there, and refused. An address is refused before it runs: kustomize would fetch it, past every rule on
 * sources.
 */
export class InputReader {
  readonly #tree: Tree;
  readonly #folders = new Map<string, FolderRead>();
  readonly #files = new Map<string, { readonly digest: string; readonly bytes: number }>();
  readonly #inputs = new Map<string, Inputs>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /**
   * @param folder path from the repository's top, with forward slashes
   * @throws Failure (unreadable) where the folder has no kustomization, or one that leaves the repository
   */
  inputsOf(folder: string): Inputs {
    return this.#inputs.getOrInsertComputed(folder, () => this.#closure(folder));
  }

  #closure(folder: string): Inputs {
    const read = new Map([[folder, this.#folder(folder)]]);
    for (const { upon } of read.values()) {
      for (const each of upon) {
        if (!read.has(each)) read.set(each, this.#folder(each));
      }
    }
    const all = [...read.values()];
    const kustomizations = all.flatMap((each) => each.kustomizations);
    const named = new Set(all.flatMap((each) => each.named));
    const listed = new Set([...kustomizations, ...named, ...all.flatMap(({ resources }) => resources)]);
    const below = all.flatMap((each) => each.below);
    const files = new Set([...listed, ...below]);
    const { top } = all[0] as FolderRead;
    return {
      folder,
      files: [...files],
      bytes: [...files].reduce((sum, path) => sum + this.#file(path).bytes, 0),
      listed,
      kustomizations,
      named: new Set([...named, ...below]),
      digest: this.#digest(folder, files),
      changes: this.#digest(folder, [...kustomizations, ...named, ...below]),
      plain: all.every(({ plain }) => plain),
      patches: all.reduce((sum, { patches }) => sum + patches, 0),
      ...(top && { top }),
    };
  }

  /** SHA-256 of a file's bytes. */
  digestOf(path: string): string {
    return this.#file(path).digest;
  }

  #file(path: string): { readonly digest: string; readonly bytes: number } {
    return this.#files.getOrInsertComputed(path, () => {
      const bytes = this.#tree.bytes(path);
      return { digest: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
    });
  }

  #digest(folder: string, files: Iterable<string>): string {
    const hash = createHash('sha256').update(folder);
    for (const path of files) {
      hash.update(`\n${path}\0${this.digestOf(path)}`);
    }
    return hash.digest('hex');
  }

  #folder(folder: string): FolderRead {
    return this.#folders.getOrInsertComputed(folder, () => this.#read(folder));
  }

  #read(folder: string): FolderRead {
    const kustomizations = kustomizationsIn(this.#tree, folder);
    const [file, ...twins] = kustomizations;
    if (file === undefined) {
      throw new Failure('unreadable', {
        what: `${folder} holds no kustomization`,
        why: `what is rendered is a folder with a ${kustomizationNames[0]}`,
        fix: 'name a folder that has one, or add one',
      });
    }
    const kustomization = parseKustomization(file, readYaml(file, this.#tree.text(file)), twins);
    // A whole object may stand in the place of a path.
    const references = kustomization.references.filter(({ path }) => !path.includes('\n'));
    const paths = references.map((reference) => inside(kustomization, reference));
    const isFile = (path: string): boolean => this.#tree.kind(path) === 'file';
    const named = paths.filter((path, index) => !references[index]?.mayBeFolder && isFile(path));
    const texts = named.map((path) => Buffer.from(this.#tree.bytes(path)).toString('latin1'));
    const top = topOf(kustomization);
    return {
      kustomizations,
      resources: paths.filter((path, index) => references[index]?.mayBeFolder && isFile(path)),
      named,
      below: isClosed(kustomization) ? [] : filesBelow(this.#tree, folder).filter(isFile),
      upon: paths.filter((path) => !isFile(path) && kustomizationsIn(this.#tree, path).length > 0),
      plain: isPlain(kustomization) && !texts.some(renames),
      patches: patchCount(kustomization),
      ...(top && { top }),
    };
  }
}

function inside({ file, folder, at }: Kustomization, { field, path }: KustomizationReference): string {
  const resolved = isAddress(path) ? undefined : resolvePath(folder, path);
  if (resolved !== undefined) return resolved;
  throw new Failure('unreadable', {
    what: `${file} names ${path}, ${isAddress(path) ? 'an address' : 'which lies'} outside the repository`,
    at: at(field),
    why: 'what a cluster gets is what was reviewed in this repository, and nothing else',
    fix: 'copy what is needed into the repository and name the copy',
  });
}

function patchCount({ fields }: Kustomization): number {
  const { patches, patchesJson6902 } = fields as Readonly<Record<string, unknown>>;
  return [patches, patchesJson6902].reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

/** Fields that kustomize heeds only in the kustomization it is started with. */
const topFields: readonly string[] = ['buildmetadata', 'openapi', 'sortoptions'];

/** The fields of a kustomization that has one of those: it is given to kustomize in other words, and must be known. */
function topOf({ file, names, fields, faults: [fault] }: Kustomization): object | undefined {
  if (!names.some((name) => topFields.includes(name.toLowerCase()))) return undefined;
  if (!fault) return fields;
  throw new Failure('unreadable', {
    what: `${file}: ${fault.field.join('.') || 'the file'} ${fault.problem}`,
    at: fault.at,
    why: 'kustomize could read in it what was not looked at here',
    fix: 'write it as kustomize documents it',
  });
}

/** Fields that give no object another name or namespace. */
const plainFields: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'components',
  'patches',
  'images',
  'replicas',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'generatorOptions',
  'configMapGenerator',
  'secretGenerator',
]);

/**
 * Whether a folder may be rendered beside others by one process: references from one folder could be rewritten to what
 * an object of another was renamed to.
 */
function isPlain({ names, fields, faults }: Kustomization): boolean {
  const { patches = [], configMapGenerator = [], secretGenerator = [] } = fields;
  return (
    faults.length === 0 &&
    names.every((name) => plainFields.has(name)) &&
    [...configMapGenerator, ...secretGenerator].every(
      ({ options }) => isMapping(options) && options['disableNameSuffixHash'] === true,
    ) &&
    patches.every(({ options, patch = '' }) => options === undefined && !renames(patch))
  );
}

/** Whether the text of a patch may give objects new names. */
function renames(patch: string): boolean {
  return /\/metadata(?:\/name|["'\s,}]|$)/.test(patch);
}

/** Fields by which kustomize may read files that they do not name, as the configuration of a plugin says. */
const openFields: readonly string[] = [
  'generators',
  'transformers',
  'validators',
  'helmGlobals',
  'helmCharts',
  'helmChartInflationGenerator',
];

/** Whether kustomize reads only what its references name. */
function isClosed({ names, faults }: Kustomization): boolean {
  return faults.length === 0 && !names.some((name) => openFields.includes(name));
}

/** The files of a folder that kustomize takes for its kustomization; it refuses more than one. */
export function kustomizationsIn(tree: Tree, folder: string): readonly string[] {
  return kustomizationFiles(folder, (path) => tree.kind(path) === 'file');
}

/**
 * `https://…`, `git@host:…`, `ssh://…`: the forms that need no look at the tree to be recognised. Others are not there,
 * and refused as such.
 */
function isAddress(entry: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^[^/\s]+@[^/\s]+:/i.test(entry);
}
