import { items, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

const policy = ['ValidatingAdmissionPolicy'];
const rules = ['spec', 'matchConstraints', 'resourceRules'] as const;

/** Drops one validation of a policy. */
export const dropValidation = onManifests('drop-validation', policy, function* ({ value }): Generator<Weakening> {
  for (const index of items(value, ['spec', 'validations']).keys()) {
    yield { what: `drop validation ${index}`, path: ['spec', 'validations', index] };
  }
});

/** Takes operations, resources or whole rules out of what a policy matches. */
export const narrowMatch = onManifests('narrow-match', policy, function* ({ value }): Generator<Weakening> {
  for (const [index, rule] of items(value, rules).entries()) {
    yield { what: `drop resource rule ${index}`, path: [...rules, index] };
    for (const field of ['resources', 'operations'] as const) {
      const list = items(rule, [field]);
      for (const [at, item] of list.length > 1 ? list.entries() : []) {
        yield { what: `rule ${index} matches no ${text(item)}`, path: [...rules, index, field, at] };
      }
    }
  }
});

/** Changes the API group or version a policy matches, so that the kind it was meant for passes. */
export const changeApiGroup = onManifests('change-api-group', policy, function* ({ value }): Generator<Weakening> {
  for (const [index, rule] of items(value, rules).entries()) {
    for (const [at, group] of items(rule, ['apiGroups']).entries()) {
      yield {
        what: `rule ${index}: group "${text(group)}" to extensions`,
        path: [...rules, index, 'apiGroups', at],
        put: 'extensions',
      };
    }
    yield { what: `rule ${index}: versions to v1beta1`, path: [...rules, index, 'apiVersions'], put: ['v1beta1'] };
  }
});

/** Lets requests pass that the policy cannot judge, or does not look at. */
export const passUnjudged = onManifests('pass-unjudged', policy, function* ({ value }): Generator<Weakening> {
  yield { what: 'failurePolicy Ignore', path: ['spec', 'failurePolicy'], put: 'Ignore' };
  yield { what: 'match nothing', path: ['spec', 'matchConditions'], put: [{ name: 'never', expression: 'false' }] };
  yield {
    what: 'except the deployers',
    path: ['spec', 'matchConditions'],
    put: [
      ...items(value, ['spec', 'matchConditions']),
      { name: 'no-deployer', expression: "!request.userInfo.username.endsWith(':deployer')" },
    ],
  };
  yield { what: 'match by resource name only', path: [...rules, 0, 'resourceNames'], put: ['one-name'] };
  const kinds = items(value, rules).map((rule) => ({
    apiGroups: ['*'],
    apiVersions: ['*'],
    operations: ['*'],
    resources: items(rule, ['resources']),
  }));
  yield { what: 'exclude what it matches', path: ['spec', 'matchConstraints', 'excludeResourceRules'], put: kinds };
  yield {
    what: 'only for one namespace',
    path: ['spec', 'matchConstraints', 'namespaceSelector'],
    put: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } },
  };
  yield {
    what: 'only for labelled objects',
    path: ['spec', 'matchConstraints', 'objectSelector'],
    put: { matchLabels: { checked: 'true' } },
  };
});
