import type { Memory } from '@tinjis/manifests/cache';
import { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { readPeople } from './load/people.ts';
import { nameOfRenderer, readRepository, type Repository, type Unreadable } from './load/repository.ts';
import type { DeveloperTeam } from './model/teams.ts';
import { teamsBehind } from './verify/parts.ts';
import { keepPart, type PartKeys, partKeys, recallPart } from './verify/remembered.ts';
import type { ProofContext } from './verify/promise.ts';
import { lazily } from '@tinjis/rules/memo';
import { generate } from './generate/generate.ts';
import { type Part, platformPart, type Report, reportOn, teamPart } from './verify/verify.ts';

export { can, type ClusterAnswer } from './answer/can.ts';
export { readRepository as read } from './load/repository.ts';

/**
 * Proves every promise of a repository. Nothing is written but to the memory, and no program started but kustomize.
 * @param reader give the same one for many variants of a tree: what does not differ is neither read nor prepared again
 * @param memory of parts that were proved before; what decides such a part has not changed since
 * @param before is called before everything is proved, which takes long
 */
export function verify(
  tree: Tree,
  reader: Reader = new Reader(),
  memory?: Memory,
  before?: () => void,
): Report | Unreadable {
  const again = memory && proveAgain(tree, reader, memory);
  if (again) return again;
  before?.();
  const repository = readRepository(tree, reader, { mode: 'proof' });
  return 'faults' in repository ? repository : prove(repository, reader, memory);
}

/** Proves every promise of a repository that was read already, with the reader that read it. */
export function prove(repository: Repository, reader: Reader, memory?: Memory): Report {
  const { tree, renderer, model, findings } = repository;
  const { developers } = model.teams;
  const now = new Date();
  const context = contextOf(repository, reader, now);
  // What could not be followed may decide in any part.
  if (!memory || findings.length > 0) {
    const teams = developers.map((team) => teamPart(context, team));
    return reportOn(renderer, findings, model.paths.length, [platformPart(context), ...teams]);
  }
  const keys = partKeys(tree, model, reader.kustomize, now);
  const platform = partOf(memory, keys.platform, () => platformPart(context));
  const teams = developers.map((team) => partOf(memory, keys.team(team), () => teamPart(context, team)));
  return reportOn(renderer, findings, model.paths.length, [platform, ...teams]);
}

/** A part as it was proved before, by this thread or by another one, or proved now and kept. */
function partOf(memory: Memory, key: string, prove: () => Part): Part {
  const before = recallPart(memory, key);
  if (before) return before;
  const part = prove();
  keepPart(memory, key, part);
  return part;
}

/**
 * Proves the teams' parts from the last to the first, until it meets one that is proved. In a thread beside `verify`,
 * which begins with the first, it takes about half of the work: they share nothing but the memory.
 */
export function proveFromTheEnd(tree: Tree, reader: Reader, memory: Memory): void {
  const known = keyed(tree, reader);
  if (!known) return;
  const { developers, keys, now } = known;
  const repository = readRepository(tree, reader, { mode: 'proof', teams: developers.map(({ name }) => name) });
  if ('faults' in repository || repository.findings.length > 0) return;
  const context = contextOf(repository, reader, now);
  for (const team of developers.toReversed()) {
    const key = keys.team(team);
    if (recallPart(memory, key)) return;
    keepPart(memory, key, teamPart(context, team));
  }
}

function contextOf({ tree, model }: Repository, reader: Reader, now: Date): ProofContext {
  // Of a cluster that does not render nothing is known, and that is said once.
  const known = { ...model, clusters: model.clusters.filter(({ unrendered }) => unrendered.length === 0) };
  return { tree, reader, model: known, generated: lazily(() => generate(model.teams, tree)), now };
}

/**
 * Proves the teams' parts that have changed since they were proved; all others are as they were.
 * @returns undefined if the platform's part has changed, or something cannot be followed: then everything is proved
 */
function proveAgain(tree: Tree, reader: Reader, memory: Memory): Report | undefined {
  const keyedTree = keyed(tree, reader);
  if (!keyedTree) return undefined;
  const { developers, keys, now } = keyedTree;
  const platform = recallPart(memory, keys.platform);
  if (!platform) return undefined;
  const known = new Map(developers.map((team) => [team.name, recallPart(memory, keys.team(team))]));
  const changed = developers.filter(({ name }) => !known.get(name));
  const fresh = new Map<string, Part>();
  if (changed.length > 0) {
    const teams = [...new Set(changed.flatMap(teamsBehind))];
    const repository = readRepository(tree, reader, { mode: 'proof', teams });
    if ('faults' in repository || repository.findings.length > 0) return undefined;
    const context = contextOf(repository, reader, now);
    for (const team of changed) {
      fresh.set(
        team.name,
        partOf(memory, keys.team(team), () => teamPart(context, team)),
      );
    }
  }
  const parts = developers.map(({ name }) => (fresh.get(name) ?? known.get(name)) as Part);
  const before = 1 + parts.length - changed.length;
  return reportOn(nameOfRenderer(reader.kustomize.renderer), [], tree.paths.length, [platform, ...parts], before);
}

/** What is needed to look for parts that are proved. */
interface Keyed {
  readonly developers: readonly DeveloperTeam[];
  readonly keys: PartKeys;
  /** The date of the keys. */
  readonly now: Date;
}

/** Undefined where the team file cannot be read or there is no kustomize; whoever reads the repository says why. */
function keyed(tree: Tree, reader: Reader): Keyed | undefined {
  const people = readPeople(tree, (path) => reader.manifests(tree, path));
  if ('faults' in people || !isFound(reader)) return undefined;
  const now = new Date();
  return { developers: people.teams.developers, keys: partKeys(tree, people, reader.kustomize, now), now };
}

function isFound({ kustomize }: Reader): boolean {
  try {
    return Boolean(kustomize.renderer);
  } catch {
    return false;
  }
}
