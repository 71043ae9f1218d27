import { dirname } from 'node:path';
import { items } from '../json.ts';
import type { Manifest } from '../manifest.ts';
import type { Mutant } from '../mutant.ts';
import type { Operator } from '../operator.ts';

/** Kinds that take something away from somebody: without the object there is more that can be done. */
const restricting = [
  'AppProject',
  'LimitRange',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

/** Drops a whole rule; the only one of its file together with the file, as a person would. */
export const dropRule: Operator = {
  name: 'drop-rule',
  *mutants({ manifests }): Generator<Mutant> {
    for (const manifest of manifests.filter(({ kind }) => restricting.includes(kind))) {
      const { file, kind, name } = manifest;
      const alone = manifests.filter((each) => each.file === file).length === 1;
      const listing = alone
        ? manifests.find((each) => each.kind === 'Kustomization' && dirname(each.file) === dirname(file))
        : undefined;
      const dropped = manifest.edit([]);
      const changes = listing ? { [file]: null, [listing.file]: unlisted(listing, file) } : { [file]: dropped.text };
      yield { operator: this.name, file, line: dropped.line, what: `${kind} ${name}: drop it`, changes };
    }
  },
};

function unlisted(listing: Manifest, file: string): string {
  const entries = items(listing.value, ['resources']);
  return listing.edit(['resources', entries.findIndex((entry) => `${dirname(listing.file)}/${String(entry)}` === file)])
    .text;
}
