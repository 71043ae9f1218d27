import type { Finding } from '@tinjis/rules/ruling';
import { serviceFolderOf } from '../model/layout.ts';
import type { Model } from '../model/model.ts';
import { teamsPath } from '../model/teams.ts';
import { readClusters } from './cluster.ts';
import { readKinds } from './kinds.ts';
import { readPeople } from './people.ts';
import { Failure } from '@tinjis/manifests/failure';
import type { Renderer } from '@tinjis/manifests/render/renderer';
import { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';

/** A repository that could be read. `findings` say what in it was not followed, and so is not proved. */
export interface Repository {
  readonly tree: Tree;
  /** What rendered it: `kustomize 5.8.1 (kubectl on PATH)`. */
  readonly renderer: string;
  readonly model: Model;
  readonly findings: readonly Finding[];
}

/** A repository that could not, with every reason there is. */
export interface Unreadable {
  readonly faults: readonly Finding[];
}

/** How much of a repository is read, and how strictly. */
export interface Reading {
  /** The one cluster to read; then nothing is said about files of the others. */
  readonly cluster?: string;
  /**
   * The teams whose services are read; then there are no others, and nothing is said about what is not theirs. For a
   * repository of which it is known that the rest has no findings.
   */
  readonly teams?: readonly string[];
  /**
   * `strict`, unless given: whatever is no sound YAML makes the repository unreadable. `proof`: in a service's folder
   * it is one finding, so that a mistake of one team does not keep everything else from being proved.
   */
  readonly mode?: 'strict' | 'proof';
}

/**
 * Reads a delivery repository. Nothing is judged here: what is read is what the clusters would get.
 * @param reader give the same one for many variants of a tree, and only what differs is parsed
 */
export function readRepository(
  tree: Tree,
  reader: Reader = new Reader(),
  { cluster: only, teams: wanted, mode = 'strict' }: Reading = {},
): Repository | Unreadable {
  const texts = tree.paths.filter(
    (path) => isYaml(path) && tree.kind(path) === 'file' && concerns(path, only) && isOf(path, wanted),
  );
  // What kustomize renders is read by Go's rules. That its files read alike to everybody is for proofs.
  const unsound = reader.purpose === 'proofs' ? texts.flatMap((path) => syntaxFaults(tree, reader, path)) : [];
  const isOneTeams = ({ at }: Finding): boolean => serviceFolderOf(at.file) !== undefined;
  if (unsound.some((fault) => mode === 'strict' || !isOneTeams(fault))) return { faults: unsound };
  const people = readPeople(tree, (path) => reader.manifests(tree, path));
  if ('faults' in people) return people;
  const { teams } = people;
  const catalogue = readKinds(tree, teams, (path) => reader.manifests(tree, path));
  if ('faults' in catalogue)
    return {
      faults: catalogue.faults.map(({ at, what, fix }) => ({ code: 'kinds/invalid', args: { what, fix }, at })),
    };
  const clusters = teams.clusters.filter(({ name }) => only === undefined || name === only);
  const read = rendered(() => readClusters(tree, reader, teams, clusters, wanted));
  if ('faults' in read) return read;
  const model: Model = { ...people, kinds: catalogue.kinds, clusters: read.map(({ cluster }) => cluster) };
  return {
    tree,
    renderer: nameOfRenderer(reader.kustomize.renderer),
    model,
    findings: [...unsound, ...onceEach(read.flatMap(({ findings }) => findings))],
  };
}

/** A renderer for people: `kustomize 5.8.1 (kubectl on PATH)`. */
export function nameOfRenderer({ source, version }: Renderer): string {
  return `kustomize ${version} (${source})`;
}

/** What is the same for several clusters is said once. */
function onceEach(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** Without kustomize nothing is known of what the clusters get. */
function rendered<T>(read: () => T): T | Unreadable {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { what, fix } = error.explanation;
    return { faults: [{ code: 'kustomize/none', args: { what, fix }, at: { file: teamsPath, line: 1 } }] };
  }
}

/** What is read as manifests. GitHub reads its own files by its own rules, where `on:` is a key like any other. */
function isYaml(path: string): boolean {
  return !path.startsWith('.github/') && (/\.ya?ml$/.test(path) || path.endsWith('/Kustomization'));
}

/** Whether a file could be of a cluster: the folders of the others, and what they run, are left out. */
function concerns(path: string, only: string | undefined): boolean {
  const [, cluster] = /^(?:clusters|apps\/[^/]+\/[^/]+\/overlays)\/([^/]+)\//.exec(path) ?? [];
  return only === undefined || cluster === undefined || cluster === only || cluster === 'base' || cluster === 'vendor';
}

function isOf(path: string, teams: readonly string[] | undefined): boolean {
  return teams === undefined || teams.includes(/^apps\/([^/]+)\//.exec(path)?.[1] ?? '');
}

function syntaxFaults(tree: Tree, reader: Reader, path: string): Finding[] {
  return reader.manifests(tree, path).problems.map(({ code, message, at }) => ({ code, args: { message }, at }));
}
