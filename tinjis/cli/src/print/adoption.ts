import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Style } from '@tinjis/delivery/print/style';
import type { Rekeyed } from '@tinjis/delivery/plan/adopt/keys';
import { writesText } from './writes.ts';

/** The result of `tinjis adopt`, or the plan for it. */
export interface Adoption {
  /** The repository before the adoption. */
  readonly tree: Tree;
  readonly writes: Readonly<Record<string, string | null>>;
  /** Clusters that get a new sealing key. */
  readonly clusters: readonly string[];
  readonly rekeyed: readonly Rekeyed[];
  /** Teams whose members were not named, with their members. */
  readonly kept: readonly string[];
  /** The folder with the private keys; undefined if nothing was written. */
  readonly keys: string | undefined;
}

/** The files, then the steps a person has to take with the keys. It prints only the location of secrets. */
export function adoptionText({ tree, writes, clusters, rekeyed, kept, keys }: Adoption, style: Style): string {
  const lines = [writesText(tree, writes, style), ''];
  if (keys === undefined) {
    lines.push(
      `${clusters.join(' and ')} would get a new sealing key, and every sealed value a successor.`,
      `${Object.keys(writes).length} files to write; nothing written.`,
    );
  } else {
    lines.push(
      ...rekeyed.flatMap((each) => keyLines(each, keys, style)),
      `${Object.keys(writes).length} files written; commit them together.`,
    );
  }
  if (kept.length > 0)
    lines.push(
      `Members left as they are: ${kept.join('; ')}. Change them in policies/teams.yaml, then run npx tinjis generate.`,
    );
  return lines.join('\n');
}

function keyLines(
  { cluster, fingerprint, values, toSet, toTell, secret }: Rekeyed,
  keys: string,
  style: Style,
): readonly string[] {
  return [
    style.bold(`${cluster}: ${values} values sealed for certificate ${fingerprint}`),
    `  The private key lies in ${keys}: ${Object.keys(secret).join(', ')}. Keep it in a password manager or a safe, never in Git.`,
    "  Whoever has it can open every value of this cluster; without it a lost cluster's values are lost. Its first lines say how to load it.",
    ...toTell.map(({ item }) => `  To be told to another system: ${item}, from the same folder.`),
    ...toSet.map(
      ({ file, item }) => `  To be set by you, in place of the stand-in in ${file}: ${sealCommand(cluster, item)}`,
    ),
    '',
  ];
}

/** Turns `SECRET/ITEM` into the command that takes its value from standard input. */
export function sealCommand(cluster: string, item: string): string {
  const [secret, key] = item.split('/');
  return `npx tinjis seal platform --cluster ${cluster} --secret ${secret} --item ${key}`;
}
