import { dirname, join, normalize } from 'node:path';
import { items, type JsonValue, text } from '../json.ts';
import type { Mutant, Operator } from '../operator.ts';
import type { Manifest } from '../manifest.ts';

/**
 * Drops entries that a platform kustomization lists, one at a time: rules then do not reach their cluster, and patches
 * do not apply.
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
            // A finding may also name the file that is no longer reached.
            names: tree.paths.filter((path) => path === target || path.startsWith(`${target}/`)),
          };
        }
      }
    }
  },
};

/** Kinds that restrict somebody: without the object, more is possible. */
const restricting = [
  'AppProject',
  'LimitRange',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

/** Drops a whole rule. If the rule is the only one in its file, drops the file too, as a person would. */
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

/** Undoes a shared rule by a patch of one cluster, where readers of the rule do not see it. */
export const patchAway: Operator = {
  name: 'patch-away',
  *mutants({ manifests }): Generator<Mutant> {
    const shared = manifests.filter(
      ({ file, kind, name }) => /^policies\/(?!network\/)/.test(file) && kind !== 'Kustomization' && name !== '',
    );
    for (const root of manifests.filter(
      ({ kind, file }) => kind === 'Kustomization' && /^clusters\/(?!base)[^/]+\/kustomization\.yaml$/.test(file),
    )) {
      for (const { kind, name } of shared) {
        const patch = (what: string, text: string): Mutant => {
          const added: JsonValue = { target: { kind, name: `^${name}$` }, patch: text };
          const { file, line, text: changed } = root.edit(['patches'], [...items(root.value, ['patches']), added]);
          return { operator: 'patch-away', file, line, what: `${kind} ${name}: ${what}`, changes: { [file]: changed } };
        };
        yield patch('delete it', '$patch: delete\napiVersion: any\nkind: any\nmetadata: {name: any}\n');
        if (kind === 'ValidatingAdmissionPolicy')
          yield patch('ignore its failure', '- {op: replace, path: /spec/failurePolicy, value: Ignore}\n');
        if (kind === 'ValidatingAdmissionPolicyBinding')
          yield patch('only warn', '- {op: replace, path: /spec/validationActions, value: [Warn]}\n');
        if (kind === 'ClusterRole')
          yield patch('every kind', '- {op: replace, path: /rules/0/resources, value: ["*"]}\n');
      }
    }
  },
};
