import { dirname, join, normalize } from 'node:path';
import { items, text } from '../json.ts';
import type { Mutant } from '../mutant.ts';
import type { Operator } from '../operator.ts';

/**
 * Drops what a platform kustomization lists, one entry at a time: rules then do not reach their cluster, patches do not
 * apply.
 */
export const dropListed: Operator = {
  name: 'drop-listed',
  *mutants({ manifests, tree }): Generator<Mutant> {
    for (const manifest of manifests.filter(
      ({ kind, file }) => kind === 'Kustomization' && /^(?:policies|clusters)\//.test(file),
    )) {
      const namespace = text(manifest.value, ['namespace']);
      if (namespace !== '') {
        const { file, line, text: changed } = manifest.edit(['namespace']);
        yield {
          operator: this.name,
          file,
          line,
          what: `namespace ${namespace}: drop it`,
          changes: { [file]: changed },
        };
      }
      for (const list of ['resources', 'patches'] as const) {
        for (const [index, entry] of items(manifest.value, [list]).entries()) {
          const reference = text(entry) || text(entry, ['path']);
          const target = normalize(join(dirname(manifest.file), reference)).replaceAll('\\', '/');
          const { file, line, text: changed } = manifest.edit([list, index]);
          yield {
            operator: this.name,
            file,
            line,
            what: `${list}: drop ${reference || JSON.stringify(entry)}`,
            changes: { [file]: changed },
            // A finding may also name what is not reached any more.
            names: tree.paths.filter((path) => path === target || path.startsWith(`${target}/`)),
          };
        }
      }
    }
  },
};
