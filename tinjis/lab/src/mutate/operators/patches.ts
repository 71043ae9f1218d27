import { items, type Json } from '../json.ts';
import type { Mutant } from '../mutant.ts';
import type { Operator } from '../operator.ts';

/** Undoes a shared rule by a patch of one cluster, where nobody who reads the rule sees it. */
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
          const added: Json = { target: { kind, name: `^${name}$` }, patch: text };
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
