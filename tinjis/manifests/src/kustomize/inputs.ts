import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import { resolvePath } from '../tree/path.ts';
import { filesBelow, type Tree } from '../tree/tree.ts';
import { kustomizationNames, readKustomization, renames } from './kustomization.ts';

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
  /** Those of them that a kustomization names, and the kustomizations. */
  readonly listed: ReadonlySet<string>;
  /** The files of the kustomizations that take part, its own first. */
  readonly kustomizations: readonly string[];
  /** Files that something else than `resources` names. */
  readonly named: ReadonlySet<string>;
  /** Whether it may share a process with other folders: see `Kustomization.plain`. */
  readonly plain: boolean;
  /** The fields of its own kustomization where kustomize heeds one of them only at the top. */
  readonly top?: Readonly<Record<string, unknown>>;
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
  readonly top?: Readonly<Record<string, unknown>>;
}

/**
 * Gathers what folders of one tree are rendered from. Nothing else is given to kustomize, so what is overlooked here is
 * missing there, and refused. An address is refused before it runs: kustomize would fetch it, past every rule on
 * sources.
 */
export class InputReader {
  readonly #tree: Tree;
  readonly #folders = new Map<string, FolderRead>();
  readonly #digests = new Map<string, string>();
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
      listed,
      kustomizations,
      named: new Set([...named, ...below]),
      digest: this.#digest(folder, files),
      changes: this.#digest(folder, [...kustomizations, ...named, ...below]),
      plain: all.every(({ plain }) => plain),
      ...(top && { top }),
    };
  }

  /** SHA-256 of a file's bytes. */
  digestOf(path: string): string {
    return this.#digests.getOrInsertComputed(path, () =>
      createHash('sha256').update(this.#tree.bytes(path)).digest('hex'),
    );
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
    const [file] = kustomizations;
    if (file === undefined) {
      throw new Failure('unreadable', {
        what: `${folder} holds no kustomization`,
        why: `what is rendered is a folder with a ${kustomizationNames[0]}`,
        fix: 'name a folder that has one, or add one',
      });
    }
    const text = this.#tree.text(file);
    const { folders, files, plain, open, top } = readKustomization(text);
    const path = (entry: string): string => this.#inside(folder, file, text, entry);
    const entries = folders.map(path);
    const isFolder = (entry: string): boolean => kustomizationsIn(this.#tree, entry).length > 0;
    const isFile = (entry: string): boolean => this.#tree.kind(entry) === 'file';
    const named = files.map(path).filter(isFile);
    return {
      kustomizations,
      resources: entries.filter(isFile),
      named,
      below: open ? filesBelow(this.#tree, folder).filter(isFile) : [],
      upon: entries.filter((entry) => !isFile(entry) && isFolder(entry)),
      plain: plain && !named.some((each) => renames(Buffer.from(this.#tree.bytes(each)).toString('latin1'))),
      ...(top && { top }),
    };
  }

  #inside(folder: string, file: string, text: string, entry: string): string {
    const resolved = isAddress(entry) ? undefined : resolvePath(folder, entry);
    if (resolved !== undefined) return resolved;
    throw new Failure('unreadable', {
      what: `${file} names ${entry}, ${isAddress(entry) ? 'an address' : 'which lies'} outside the repository`,
      at: { file, line: lineOf(text, entry) },
      why: 'what a cluster gets is what was reviewed in this repository, and nothing else',
      fix: 'copy what is needed into the repository and name the copy',
    });
  }
}

/** The files of a folder that kustomize takes for its kustomization; it refuses more than one. */
export function kustomizationsIn(tree: Tree, folder: string): readonly string[] {
  return kustomizationNames.map((name) => `${folder}/${name}`).filter((path) => tree.kind(path) === 'file');
}

/**
 * `https://…`, `git@host:…`, `ssh://…`: the forms that need no look at the tree to be recognised. Others are not there,
 * and refused as such.
 */
function isAddress(entry: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^[^/]+@[^/]+:/i.test(entry);
}

function lineOf(text: string, entry: string): number {
  return text.slice(0, Math.max(text.indexOf(entry), 0)).split('\n').length;
}
