import { fields, get, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

/** A kind by which a team would give itself the rest. */
const binding = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  danger: 'harmless',
  grantedTo: 'named-teams',
  lets: 'Gives rights to whom it names.',
};

/** Says of kinds in the catalogue that they are less dangerous than they are. Who gets them is for the platform. */
export const misjudgeKind = onManifests(
  'misjudge-kind',
  [''],
  function* ({ value }): Generator<Weakening> {
    const kinds = Object.fromEntries(fields(value, ['kinds']));
    for (const [kind, entry] of Object.entries(kinds)) {
      const rule = text(entry, ['closedBy']);
      // A workload that is called something else makes the catalogue unreadable.
      const isWorkload = get(entry, ['template']) !== undefined;
      if (rule === '') continue;
      const kept = fields(entry).filter(([field]) => field !== 'closedBy');
      const danger = isWorkload ? 'workload' : 'harmless';
      const path = ['kinds', kind];
      yield { what: `${kind} is closed by nothing`, path, put: { ...Object.fromEntries(kept), danger } };
      for (const other of ['endpoints', 'no-rule']) {
        yield {
          what: `${kind} is closed by ${other}, not by ${rule}`,
          path: [...path, 'closedBy'],
          put: other,
          names: ['policies/admission/endpoints.yaml', 'policies/admission/kustomization.yaml'],
        };
      }
    }
    yield { what: 'bindings of roles among the kinds', path: ['kinds'], put: { ...kinds, RoleBinding: binding } };
  },
  /^policies\/kinds\.yaml$/,
);
