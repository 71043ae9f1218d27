import { onManifests } from '../operator.ts';

/** Kinds that take something away from somebody: without the object there is more that can be done. */
const restricting = [
  'AppProject', 'LimitRange', 'Namespace', 'NetworkPolicy', 'ResourceQuota', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding',
];

/** Drops a whole rule. */
export const dropRule = onManifests('drop-rule', restricting, () => [{ what: 'drop it', path: [] }]);
