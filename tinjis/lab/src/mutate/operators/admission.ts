import { get, items, type JsonValue, paths, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';
import type { Teams } from '@tinjis/delivery/model/teams';

const policy = ['ValidatingAdmissionPolicy'];
const rules = ['spec', 'matchConstraints', 'resourceRules'] as const;

/** Drops one validation of a policy. */
export const dropValidation = onManifests('drop-validation', policy, function* ({ value }): Generator<Weakening> {
  for (const index of items(value, ['spec', 'validations']).keys()) {
    yield { what: `drop validation ${index}`, path: ['spec', 'validations', index] };
  }
});

/** Removes operations, resources or whole rules from a policy's match. */
export const narrowMatch = onManifests('narrow-match', policy, function* ({ value }): Generator<Weakening> {
  for (const [index, rule] of items(value, rules).entries()) {
    yield { what: `drop resource rule ${index}`, path: [...rules, index] };
    for (const field of ['resources', 'operations'] as const) {
      const list = items(rule, [field]);
      for (const [at, item] of list.length > 1 ? list.entries() : []) {
        yield { what: `rule ${index} matches no ${text(item)}`, path: [...rules, index, field, at] };
      }
    }
    for (const [field, put] of [
      ['apiGroups', ['']],
      ['resources', ['configmaps']],
    ] as const) {
      if (text(items(rule, [field])[0] ?? '') !== '*') continue;
      yield { what: `rule ${index} matches ${field} "${put[0]}" alone`, path: [...rules, index, field], put: [...put] };
    }
  }
});

/** Changes the API group or version that a policy matches, and so lets the intended kind pass. */
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

/** Lets requests pass that the policy cannot judge or does not look at. */
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

interface Rewrite {
  readonly what: string;
  readonly from: RegExp;
  readonly to: string;
}

/** Rewrites of a CEL expression that let more through, one for each place. */
const rewritesFor = ({ developers }: Teams): readonly Rewrite[] => [
  { what: 'AND to OR', from: /&&/g, to: '||' },
  { what: 'all to exists', from: /\.all\(/g, to: '.exists(' },
  { what: 'prefix without its end', from: /\+ '[:@]'/g, to: "+ ''" },
  {
    what: 'one more account',
    from: /request\.userInfo\.username in \[/g,
    to: `request.userInfo.username in [${developers.map(({ namespace }) => `'system:serviceaccount:${namespace}:deployer', `).join('')}`,
  },
  {
    what: 'every account an administrator',
    from: /group in \['system:masters'/g,
    to: "group in ['system:authenticated', 'system:masters'",
  },
  { what: 'no digest wanted', from: /@sha256:\[0-9a-f\]\{64\}\$/g, to: '' },
  { what: 'links not meant', from: /\(\[\^\/\]\+\[\.\]\)\?(?=argocd)/g, to: '' },
  { what: 'hooks of Helm not meant', from: /\|\^helm\[\.\]sh\/hook/g, to: '' },
  { what: 'a hook known', from: /\{(?='argocd\.argoproj\.io\/)/g, to: "{'argocd.argoproj.io/hook': '.', " },
  { what: 'every value known', from: /(?<=\.matches\()variables\.known\[key\]/g, to: "'.'" },
  { what: 'more after the value known', from: /\)\*\$(?=')/g, to: ')*' },
  { what: 'more before the value known', from: /(?<=')\^(?=' \+)/g, to: '' },
  { what: 'equal to unequal', from: / == /g, to: ' != ' },
  { what: 'unequal to equal', from: / != /g, to: ' == ' },
];

/** Rewrites a policy's expressions: its validations, its variables, its conditions. */
export const loosenExpression = onManifests(
  'loosen-expression',
  ['ValidatingAdmissionPolicy'],
  function* ({ value }, teams): Generator<Weakening> {
    for (const path of paths(value, (found, at) => at.at(-1) === 'expression' && typeof found === 'string')) {
      const expression = text(value, path);
      const where = text(get(value, [...path.slice(0, -1), 'name']) as JsonValue) || path.slice(1, -1).join(' ');
      for (const { what, from, to } of rewritesFor(teams)) {
        for (const [count, { index, 0: found }] of [...expression.matchAll(from)].entries()) {
          const put = expression.slice(0, index) + to + expression.slice(index + found.length);
          yield { what: `${where}: ${what} (${count + 1})`, path, put };
        }
      }
      if (path[1] === 'validations') yield { what: `${where}: always true`, path, put: 'true' };
    }
  },
);

/** Binds a policy to less than it should cover, or without force. */
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
