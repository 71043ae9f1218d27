import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Failure } from '../failure.ts';
import {
  type GeneratorEntry,
  type Kustomization,
  kustomizationFiles,
  kustomizationNames,
  parseKustomization,
} from '../kustomization.ts';
import { isMapping } from '../kustomization-fields.ts';
import { readYaml } from '../yaml/read-yaml.ts';

/** Everything the rendering of one folder depends on. */
export interface Inputs {
  /**
   * SHA-256 over names and contents of all files kustomize may read for the folder. Equal digests render to equal
   * objects.
   */
  readonly digest: string;
  /**
   * Whether objects get new names, so that references in other folders rendered by the same process could be rewritten.
   */
  readonly renames: boolean;
}

interface FolderRead {
  readonly digest: string;
  readonly renames: boolean;
  /** Folders it builds upon, from the repository's top. */
  readonly upon: readonly string[];
}

/**
 * Gathers what folders of one repository are rendered from, reading each file once.
 *
 * kustomize reads files only in or below the folder of a kustomization, and other folders only where a kustomization
 * names them; so the files of those folders are all it can depend on. What would make it leave the repository is
 * refused here, before it runs: an address (kustomize would fetch it, past every rule on sources) and a folder outside.
 */
export class InputReader {
  readonly #root: string;
  readonly #read = new Map<string, FolderRead>();

  /** @param root top folder of the repository, free of symbolic links */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * @param folder path from the repository's top, with forward slashes
   * @throws Failure (unreadable) where the folder has no kustomization, or one that leaves the repository or is not
   * understood
   */
  inputsOf(folder: string): Inputs {
    const hash = createHash('sha256');
    let renames = false;
    const closure = new Set([folder]);
    for (const each of closure) {
      const read = this.#folder(each);
      hash.update(`${each}\0${read.digest}\n`);
      renames ||= read.renames;
      read.upon.forEach((upon) => closure.add(upon));
    }
    return { digest: hash.digest('hex'), renames };
  }

  #folder(folder: string): FolderRead {
    const known = this.#read.get(folder);
    if (known) return known;
    const path = join(this.#root, folder);
    const kustomization = this.#kustomization(folder);
    if (!kustomization) {
      throw new Failure('unreadable', {
        what: `${folder} holds no kustomization`,
        why: `what is rendered is a folder with a ${kustomizationNames[0]}`,
        fix: 'name a folder that has one, or add one',
      });
    }
    const hash = createHash('sha256');
    hashFiles(path, hash);
    const read = {
      digest: hash.digest('hex'),
      renames: renames(kustomization),
      upon: this.#upon(kustomization),
    };
    this.#read.set(folder, read);
    return read;
  }

  #kustomization(folder: string): Kustomization | undefined {
    const isFile = (each: string): boolean =>
      statSync(join(this.#root, each), { throwIfNoEntry: false })?.isFile() === true;
    const [file, ...twins] = kustomizationFiles(folder, isFile);
    if (file === undefined) return undefined;
    const text = readFileSync(join(this.#root, file), 'utf8');
    const kustomization = parseKustomization(file, readYaml(file, text), twins);
    const [fault] = kustomization.faults;
    if (!fault) return kustomization;
    throw new Failure('unreadable', {
      what: `${file}: ${fault.field.join('.') || 'the file'} ${fault.problem}`,
      at: fault.at,
      why: 'kustomize could read in it what was not looked at here, such as an address',
      fix: 'write it as kustomize documents it',
    });
  }

  #upon({ file, folder, references, at }: Kustomization): readonly string[] {
    return references.flatMap(({ field, path, mayBeFolder }) => {
      const refuse = (what: string, fix: string): Failure =>
        new Failure('unreadable', {
          what: `${file} names ${path}, ${what}`,
          at: at(field),
          why: 'what a cluster gets is what was reviewed in this repository, and nothing else',
          fix,
        });
      const vendor = 'copy what is needed into the repository and name the copy';
      if (isAddress(path)) throw refuse('an address outside the repository', vendor);
      // A whole object may stand there as text.
      if (!mayBeFolder || path.includes('\n')) return [];
      const target = resolved(join(this.#root, folder, path));
      if (target === undefined)
        throw refuse('which is not there', 'correct the path, or add the file to the repository');
      if (!`${target}${sep}`.startsWith(`${this.#root}${sep}`))
        throw refuse('which lies outside the repository', vendor);
      return statSync(target).isDirectory() ? [relative(this.#root, target).split(sep).join('/')] : [];
    });
  }
}

/** Whether a kustomization gives objects new names, and so changes what references to them become. */
function renames({ fields }: Kustomization): boolean {
  const { namePrefix, nameSuffix, generators, vars, configMapGenerator = [], secretGenerator = [] } = fields;
  return (
    [namePrefix, nameSuffix, generators, vars].some((field) => field !== undefined) ||
    [...configMapGenerator, ...secretGenerator].some(addsSuffix)
  );
}

/** Whether the generated object's name ends with a hash of its contents. */
function addsSuffix({ options }: GeneratorEntry): boolean {
  return !(isMapping(options) && options['disableNameSuffixHash'] === true);
}

/**
 * `https://…`, `git@host:…`, `ssh://…`: the forms that need no look at the disk to be recognised. Others are not there,
 * and refused as such.
 */
function isAddress(entry: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^[^/\s]+@[^/\s]+:/i.test(entry);
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function hashFiles(path: string, hash: ReturnType<typeof createHash>, prefix = ''): void {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort(
    (a, b) => Number(a.name > b.name) - Number(a.name < b.name),
  )) {
    const name = `${prefix}${entry.name}`;
    const file = join(path, entry.name);
    if (entry.isDirectory()) hashFiles(file, hash, `${name}/`);
    // Where a link leads outside its folder, kustomize refuses it; where it stays inside, its target is hashed in its
    // own place.
    else
      hash.update(`${name}\0`).update(
        createHash('sha256')
          .update(entry.isSymbolicLink() ? readlinkSync(file) : readFileSync(file))
          .digest(),
      );
  }
}
