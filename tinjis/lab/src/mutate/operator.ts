import type { FieldPath } from '@tinjis/rules/objects/located';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { Json } from './json.ts';
import type { Manifest } from './manifest.ts';
import type { Mutant } from './mutant.ts';
import type { Trees } from './trees.ts';

/** One way to weaken the trees. */
export interface Operator {
  /** Kebab-case; the report has a line for each. */
  readonly name: string;
  mutants(trees: Trees): Iterable<Mutant>;
}

/** A change of one document, as an operator gives it. */
export interface Weakening {
  readonly what: string;
  readonly path: FieldPath;
  /** Undefined removes the field. */
  readonly put?: Json | undefined;
}

/**
 * An operator that looks at one document at a time.
 * @param kinds the kinds it weakens
 * @param where a pattern of the files it looks at; all where it is absent
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
        for (const { what, path, put } of weaken(manifest, teams)) {
          const { file, line, text } = manifest.edit(path, put);
          yield {
            operator: name,
            file,
            line,
            what: `${manifest.kind} ${manifest.name}: ${what}`,
            changes: { [file]: text },
          };
        }
      }
    },
  };
}
