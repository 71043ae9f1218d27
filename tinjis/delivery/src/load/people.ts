import type { Tree } from '@tinjis/manifests/tree/tree';
import type { YamlDocument } from '@tinjis/manifests/yaml/read-yaml';
import { memoized } from '@tinjis/rules/memo';
import { codeownersFiles } from '../model/layout.ts';
import type { Model } from '../model/model.ts';
import { decodeTeams } from '../model/teams/read.ts';
import { teamsPath } from '../model/teams.ts';
import type { Unreadable } from './repository.ts';

/** A file as parsed; the same object again for the same file. */
interface Parsed {
  readonly documents: readonly YamlDocument[];
}

/**
 * Reads who is in which team and who owns which path: all that a question about a push needs. Nothing is rendered.
 * @param parse parses a file of the tree as YAML
 */
export function readPeople(
  tree: Tree,
  parse: (path: string) => Parsed,
): Omit<Model, 'clusters' | 'kinds'> | Unreadable {
  const nowhere = { file: teamsPath, line: 1 };
  if (tree.kind(teamsPath) !== 'file') {
    const args = { what: 'There is no team file.', fix: `Write ${teamsPath}; its schema lies beside it.` };
    return { faults: [{ code: 'teams/invalid', args, at: nowhere }] };
  }
  const reading = decoded(parse(teamsPath));
  if ('faults' in reading)
    return { faults: reading.faults.map(({ at, what, fix }) => ({ code: 'teams/invalid', args: { what, fix }, at })) };
  const owners = codeownersFiles.find((path) => tree.kind(path) === 'file');
  return {
    teams: reading.teams,
    paths: tree.paths,
    ...(owners !== undefined && { codeowners: { file: owners, text: tree.text(owners) } }),
  };
}

// The same file read again gives the same teams, and with them all that is remembered of them.
const decoded = memoized(({ documents: [document] }: Parsed) =>
  decodeTeams(document?.value, (path) => document?.at(path) ?? { file: teamsPath, line: 1 }),
);
