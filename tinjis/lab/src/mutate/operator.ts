import type { FieldPath } from '@tinjis/rules/objects/located';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { JsonValue } from './json.ts';
import type { Manifest } from './manifest.ts';
import type { Trees } from './trees.ts';

/** One way to weaken the trees. */
export interface Operator {
  /** Kebab-case; the report has a line for each. */
  readonly name: string;
  mutants(trees: Trees): Iterable<Mutant>;
}

/** A change of one document, as an operator returns it. */
export interface Weakening {
  readonly what: string;
  readonly path: FieldPath;
  /** Undefined removes the field. */
  readonly put?: JsonValue | undefined;
  /** Files beside the changed one that a finding may name: what no longer fits may be changed on either side. */
  readonly names?: readonly string[];
}

/**
 * An operator that looks at one document at a time.
 * @param kinds the kinds it weakens
 * @param where a pattern of the files it looks at; all files when absent
 */
export function onManifests(
  name: string,
  kinds: readonly string[],
  weaken: (manifest: Manifest, teams: Teams) => Iterable<Weakening>,
  where = /^/,
): Operator {
  return {
    name,
    *mutants({ manifests, teams }) {
      for (const manifest of manifests) {
        if (!kinds.includes(manifest.kind) || !where.test(manifest.file)) continue;
        for (const { what, path, put, names } of weaken(manifest, teams)) {
          const { file, line, text } = manifest.edit(path, put);
          yield {
            operator: name,
            file,
            line,
            what: `${manifest.kind} ${manifest.name}: ${what}`,
            changes: { [file]: text },
            ...(names && { names }),
          };
        }
      }
    },
  };
}

/** One weakening of the trees: a description, the place, and the changed texts. */
export interface Mutant {
  /** Name of the operator that made it. */
  readonly operator: string;
  readonly file: string;
  readonly line: number;
  readonly what: string;
  /** New texts by path, `null` for a removed file; everything else stays as it is. */
  readonly changes: Readonly<Record<string, string | null>>;
  /** Files beside the changed ones that a finding may name, such as a manifest that nothing lists any longer. */
  readonly names?: readonly string[];
}

/**
 * The name of a mutant in a report and in the list of equivalent mutants. It holds no line number, so it survives edits
 * above it.
 */
export function idOf({ operator, file, what }: Mutant): string {
  return `${operator} ${file}: ${what}`;
}
