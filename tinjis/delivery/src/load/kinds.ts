import { Failure } from '@tinjis/manifests/failure';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { readYaml, type YamlDocument } from '@tinjis/manifests/yaml/read-yaml';
import { type Catalogue, decodeKinds, kindsPath } from '../model/kinds.ts';
import type { Teams, TeamsFaults } from '../model/teams.ts';

/**
 * Reads the catalogue of kinds that goes with a team file.
 * @param parse parses a file of the tree as YAML
 */
export function readKinds(
  tree: Tree,
  teams: Teams,
  parse: (path: string) => { readonly documents: readonly YamlDocument[] },
): { readonly kinds: Catalogue } | { readonly faults: TeamsFaults } {
  const nowhere = { file: kindsPath, line: 1 };
  if (tree.kind(kindsPath) !== 'file') {
    const what = 'There is no catalogue of kinds, so no team may deploy anything.';
    return { faults: [{ at: nowhere, what, fix: `Write ${kindsPath}; its schema lies beside it.` }] };
  }
  const [document] = parse(kindsPath).documents;
  return decodeKinds(document?.value, (path) => document?.at(path) ?? nowhere, teams);
}

/**
 * Reads the catalogue of kinds for a command that writes.
 * @throws Failure (unreadable) with its first fault
 */
export function loadKinds(tree: Tree, teams: Teams): Catalogue {
  const reading = readKinds(tree, teams, (path) => readYaml(path, tree.text(path)));
  if ('kinds' in reading) return reading.kinds;
  const [{ what, at, fix }] = reading.faults;
  throw new Failure('unreadable', { what, at, fix });
}
