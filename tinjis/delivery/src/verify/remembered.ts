import { hash } from 'node:crypto';
import { lazily } from '@tinjis/rules/memo';
import { digestOfPackages } from '@tinjis/manifests/packages';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Memory } from '@tinjis/manifests/cache';
import type { At } from '@tinjis/rules/objects/located';
import type { Kustomize } from '@tinjis/manifests/render/render';
import type { Model } from '../model/model.ts';
import { developerTeam, type DeveloperTeam } from '../model/teams.ts';
import { sealingCertificateFile } from '../seal/certificate.ts';
import { pathsOf, teamsBehind } from './parts.ts';
import { lintCertificate } from './promises/secrets.ts';
import type { Part } from './verify.ts';

/** The keys of a repository's parts: with an equal key a part has an equal outcome. */
export interface PartKeys {
  readonly platform: string;
  team(team: DeveloperTeam): string;
}

/**
 * Digests of all that decides each part: its files, this program, the kustomize that renders them, and what the date
 * says about the certificates.
 * @param now the date by which certificates are judged
 */
export function partKeys(tree: Tree, known: Pick<Model, 'paths' | 'teams'>, kustomize: Kustomize, now: Date): PartKeys {
  // Each file is read and hashed once, for its rendering too.
  const inputs = kustomize.inputs(tree);
  const contentsOf = (paths: readonly string[]): readonly string[] =>
    paths.map((path) => {
      const kind = tree.kind(path);
      return `${path} ${String(kind)} ${kind === 'file' ? inputs.digestOf(path) : ''}`;
    });
  const dated = known.teams.clusters.map(({ name }) => certificateState(tree, name, now));
  const platform = digest([
    kustomize.renderer.version,
    program(),
    JSON.stringify(dated),
    ...contentsOf(pathsOf(known)),
  ]);
  const folders = new Map<string, string>();
  const folderOf = (name: string): string =>
    folders.getOrInsertComputed(name, () => {
      const team = developerTeam(known.teams, name) as DeveloperTeam;
      return digest(contentsOf(pathsOf(known, team)));
    });
  return {
    platform: `platform ${platform}`,
    team: (team) => digest([`team ${team.name}`, platform, ...teamsBehind(team).map(folderOf)]),
  };
}

/** What the date says about a cluster's certificate. */
function certificateState(tree: Tree, cluster: string, now: Date): unknown {
  const file = sealingCertificateFile(cluster);
  return tree.kind(file) === 'file' ? lintCertificate(tree.text(file), file, now) : [];
}

function digest(parts: readonly string[]): string {
  return hash('sha256', parts.join('\n'));
}

/** Another version of this program may judge otherwise. */
const program = lazily(() =>
  digestOfPackages(['@tinjis/rules/memo', '@tinjis/manifests/reader', '@tinjis/delivery/api']),
);

/** A part that was kept, if it is whole. */
export function recallPart(memory: Memory, key: string): Part | undefined {
  const kept = memory.recall(key);
  if (!Array.isArray(kept)) return undefined;
  return new Map(
    (kept as readonly (readonly [string, Kept])[]).map(([name, outcome]) => [name, { ...outcome, breaches: [] }]),
  );
}

/** Keeps a part that holds. One with a breach is proved again each time. */
export function keepPart(memory: Memory, key: string, part: Part): void {
  if ([...part.values()].some(({ breaches }) => breaches.length > 0)) return;
  memory.keep(
    key,
    [...part].map(([name, { cases, byClass, elsewhere, notes }]) => {
      const places = elsewhere.map(({ file, line }) => ({ file, line }));
      return [name, { cases, byClass, elsewhere: places, notes } satisfies Kept];
    }),
  );
}

interface Kept {
  readonly cases: number;
  readonly byClass: number;
  readonly elsewhere: readonly At[];
  readonly notes: readonly string[];
}
