import { onManifests, type Weakening } from '../operator.ts';

/** Binds a policy to less than it should hold for, or without force. */
export const loosenBinding = onManifests(
  'loosen-binding',
  ['ValidatingAdmissionPolicyBinding'],
  function* (): Generator<Weakening> {
    yield { what: 'warn instead of deny', path: ['spec', 'validationActions'], put: ['Warn'] };
    yield { what: 'audit instead of deny', path: ['spec', 'validationActions'], put: ['Audit'] };
    yield { what: 'bind another policy', path: ['spec', 'policyName'], put: 'another-policy' };
    yield {
      what: 'only for one namespace',
      path: ['spec', 'matchResources'],
      put: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } },
    };
    yield {
      what: 'only for labelled objects',
      path: ['spec', 'matchResources', 'objectSelector'],
      put: { matchLabels: { checked: 'true' } },
    };
    yield {
      what: 'exclude everything',
      path: ['spec', 'matchResources', 'excludeResourceRules'],
      put: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*', '*/*'] }],
    };
    yield {
      what: 'only some namespaces',
      path: ['spec', 'matchResources', 'namespaceSelector'],
      put: { matchExpressions: [{ key: 'tinjis.io/team', operator: 'In', values: ['nobody'] }] },
    };
  },
);
