import { parseAllDocuments, parseDocument } from 'yaml';
import { Reader } from '@tinjis/manifests/reader';
import { changedTree, memoryTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { organisation, teamFile } from '../../testing/organisation.ts';
import type { Teams } from '../../src/model/teams.ts';
import { readTeams } from '../../src/model/teams/syntax.ts';
import type { GeneratedFile } from '../../src/generate/generated.ts';

/** The example organisation's team file with fields set. */
export function teamsWith(changes: readonly (readonly [readonly string[], unknown])[] = []): Teams {
  const document = parseDocument(teamFile);
  changes.forEach(([path, value]) => {
    document.setIn(path, document.createNode(value));
  });
  const reading = readTeams(document.toString());
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.teams;
}

const reader = new Reader();

/** A tree with the catalogue of kinds and the network building blocks alone. */
export const blocks: Tree = memoryTree({
  'policies/kinds.yaml': organisation.text('policies/kinds.yaml'),
  'policies/network/README.md': '# not a policy',
  'policies/network/closed.yaml':
    '# Why it is closed.\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: closed # the name\nspec:\n  podSelector: {}\n',
});

/** The objects in a generated file, as any YAML reader sees them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- manifests of any kind
export function objectsIn(files: readonly GeneratedFile[], path: string): any[] {
  const file = files.find((each) => each.path === path);
  if (!file) throw new Error(`${path} is not generated; ${files.map((each) => each.path).join(' ')}`);
  return parseAllDocuments(file.text).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as unknown;
  });
}

/**
 * The objects that a folder gives a cluster: its base, with the cluster's patches laid over it.
 * @param folder such as clusters/staging/teams/billing
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- manifests of any kind
export function objectsOf(files: readonly GeneratedFile[], folder: string): any[] {
  const tree = changedTree(organisation, Object.fromEntries(files.map(({ path, text }) => [path, text])));
  return reader
    .rendered(tree, [{ folder, cluster: folder }])
    .flatMap(({ resources }) => resources.map(({ object }) => object));
}
