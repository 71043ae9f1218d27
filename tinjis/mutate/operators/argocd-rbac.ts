import { text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

const csv = ['data', 'policy.csv'];

/** Lines that give a team more than its own services. */
const extra = [
  'p, role:payments, applications, override, payments/payment, allow', 'p, role:payments, applications, *, payments/*, allow',
  'p, role:billing, applications, update, billing/antaeus, allow', 'p, role:billing, applications, sync, payments/payment, allow',
  'p, role:billing, applications, sync, */*, allow', 'p, role:billing, exec, create, billing/antaeus, allow', 'p, role:billing, *, *, *, allow',
  'p, role:billing, projects, update, billing, allow', 'p, role:billing, repositories, create, *, allow', 'p, role:billing, applicationsets, create, *, allow',
  'p, role:billing, clusters, update, *, allow', 'p, role:billing, accounts, update, *, allow', 'p, tinjis:billing, logs, get, payments/payment, allow',
  'p, billing-dev, applications, sync, payments/payment, allow', 'p, role:payments, applications, sync, pay*, allow',
  'g, tinjis:billing, role:payments', 'g, tinjis:payments, role:platform', 'g, tinjis:billing, role:admin', 'g, billing-dev, role:payments', 'g, role:payments, role:billing',
];

/** Widens Argo CD's own policy: its default, its lines, its groups. */
export const widenArgocdPolicy = onManifests('widen-argocd-policy', ['ConfigMap'], function* ({ value, name }): Generator<Weakening> {
  if (name !== 'argocd-rbac-cm') return;
  for (const role of ['role:readonly', 'role:admin', 'role:payments']) {
    yield { what: `everybody is ${role}`, path: ['data', 'policy.default'], put: role };
  }
  const policy = text(value, csv);
  for (const line of extra) {
    yield { what: `add ${line}`, path: csv, put: `${policy}${line}\n` };
  }
  yield { what: 'one more policy beside', path: ['data', 'policy.more.csv'], put: 'p, role:billing, applications, *, */*, allow\n' };
  yield { what: 'groups by anything the provider says', path: ['data', 'scopes'], put: '[groups, email, preferred_username]' };
  yield { what: 'patterns as regular expressions', path: ['data', 'policy.matchMode'], put: 'regex' };
  const lines = policy.split('\n');
  for (const [index, line] of lines.entries()) {
    for (const put of loosened(line)) {
      yield { what: `${line.trim()} to ${put}`, path: csv, put: lines.with(index, put).join('\n') };
    }
  }
});

/** A team's line with its action or its object widened, its team changed. */
function* loosened(line: string): Generator<string> {
  const [sort, who = '', resource, action, object] = line.split(',').map((part) => part.trim());
  if (sort === 'g' && !who.includes('platform')) {
    yield `g, ${who}, role:platform`;
    yield `g, ${who}, role:admin`;
  }
  if (sort !== 'p' || who === 'role:platform') return;
  yield `p, ${who}, ${resource}, ${action}, *, allow`;
  yield `p, ${who}, ${resource}, *, ${object}, allow`;
  yield `p, ${who}, *, ${action}, ${object}, allow`;
  yield `p, role:anybody, ${resource}, ${action}, ${object}, allow\ng, tinjis:payments, role:anybody\ng, tinjis:billing, role:anybody`;
}
