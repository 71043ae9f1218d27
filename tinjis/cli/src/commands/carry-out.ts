import { verify } from '@tinjis/delivery/api';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import type { PlannedSteps } from '@tinjis/delivery/plan/follow';
import { newlyBroken } from '@tinjis/delivery/verify/verify';
import { cacheFolder, folderMemory } from '@tinjis/manifests/cache';
import { applyWrites, type Writes } from '@tinjis/manifests/edit/apply';
import { writePrivate } from '@tinjis/manifests/private-files';
import { exitCodes, type Explanation } from '@tinjis/manifests/failure';
import { Reader } from '@tinjis/manifests/reader';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { failureText } from '../print/failure.ts';
import { writesText } from '../print/writes.ts';

/** A planned change of the repository, to be made or only shown. */
interface Change {
  readonly root: string;
  readonly tree: Tree;
  readonly planned: PlannedSteps;
  readonly dryRun: boolean;
  /** Files that only this user may read, and their folder: they are written first, since nothing makes them again. */
  readonly secret?: { readonly folder: string; readonly files: Readonly<Record<string, string>> };
  /** What the JSON says beside the files. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Makes a planned change, unless it is refused or a promise would be broken. Then nothing is written. */
export function carryOut(command: string, { root, tree, planned, dryRun, secret, json }: Change): Outcome {
  if ('refusal' in planned) return refusalOutcome(command, planned.refusal);
  const { writes, then } = planned;
  const broken = brokenBy(tree, writes);
  if (broken) return refusalOutcome(command, broken);
  if (!dryRun) {
    if (secret) writePrivate(secret.folder, secret.files);
    applyWrites(root, writes);
  }
  const files = Object.keys(writes);
  const last = dryRun
    ? `${files.length} files to write; nothing written`
    : `${files.length} files written; commit them together`;
  const steps = then.map((step, index) => `\n  ${index + 1}. ${step}`).join('');
  return {
    exit: exitCodes.clean,
    text: (style) => `${writesText(tree, writes, style)}\n${last}\n\nThen:${steps}`,
    json: { ...json, written: !dryRun, files, then },
  };
}

/** The first promise that a change would break; nothing if it breaks none. */
export function brokenBy(tree: Tree, writes: Writes): Explanation | undefined {
  const reader = new Reader();
  const memory = folderMemory(cacheFolder(process.env));
  return newlyBroken(verify(tree, reader, memory), verify(changedTree(tree, writes), reader, memory));
}

/** @param command the command that is refused */
export function refusalOutcome(command: string, refusal: Explanation): Outcome {
  return { exit: exitCodes.found, text: (style) => failureText(command, refusal, style), json: { refusal } };
}
