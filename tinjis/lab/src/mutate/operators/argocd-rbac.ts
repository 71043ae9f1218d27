import type { Teams } from '@tinjis/delivery/model/teams';
import { text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';
import { neighbours } from '../trees.ts';

const csv = ['data', 'policy.csv'];

/** Lines that give a team more than its own services. */
function* extra(teams: Teams): Generator<string> {
  for (const [team, other] of neighbours(teams)) {
    const [own, theirs] = [team, other].map(({ name, services: [service] }) => `${name}/${service?.name}`);
    const [person] = team.members;
    for (const right of [
      `applications, override, ${own}`,
      `applications, update, ${own}`,
      `applications, *, ${team.name}/*`,
      `exec, create, ${own}`,
      `applications, sync, ${theirs}`,
      `applications, sync, */*`,
      `applications, sync, ${own?.slice(0, 3)}*`,
      '*, *, *',
      `projects, update, ${team.name}`,
      'repositories, create, *',
      'applicationsets, create, *',
      'clusters, update, *',
      'accounts, update, *',
    ]) {
      yield `p, role:${team.name}, ${right}, allow`;
    }
    yield `p, ${team.group}, logs, get, ${theirs}, allow`;
    yield `p, ${person}, applications, sync, ${theirs}, allow`;
    for (const role of [other.name, teams.platform.name, 'admin', 'readonly']) {
      yield `g, ${team.group}, role:${role}`;
      yield `g, ${person}, role:${role}`;
    }
    yield `g, role:${team.name}, role:${other.name}`;
  }
}

/** Widens Argo CD's own policy: its default, its lines, its groups. */
export const widenArgocdPolicy = onManifests(
  'widen-argocd-policy',
  ['ConfigMap'],
  function* ({ value, name }, teams): Generator<Weakening> {
    if (name !== 'argocd-rbac-cm') return;
    for (const role of ['role:readonly', 'role:admin', ...teams.developers.map((team) => `role:${team.name}`)]) {
      yield { what: `everybody is ${role}`, path: ['data', 'policy.default'], put: role };
    }
    const policy = text(value, csv);
    for (const line of extra(teams)) {
      yield { what: `add ${line}`, path: csv, put: `${policy}${line}\n` };
    }
    yield {
      what: 'one more policy beside',
      path: ['data', 'policy.more.csv'],
      put: `p, role:${teams.developers[0]?.name}, applications, *, */*, allow\n`,
    };
    yield {
      what: 'groups by anything the provider says',
      path: ['data', 'scopes'],
      put: '[groups, email, preferred_username]',
    };
    yield { what: 'patterns as regular expressions', path: ['data', 'policy.matchMode'], put: 'regex' };
    const lines = policy.split('\n');
    for (const [index, line] of lines.entries()) {
      for (const put of loosened(line, teams)) {
        yield { what: `${line.trim()} to ${put}`, path: csv, put: lines.with(index, put).join('\n') };
      }
    }
  },
);

/** A team's line with its action or its object widened, its team changed. */
function* loosened(line: string, { developers, platform }: Teams): Generator<string> {
  const [sort, who = '', resource, action, object] = line.split(',').map((part) => part.trim());
  if (sort === 'g') {
    if (resource !== `role:${platform.name}`) yield `g, ${who}, role:${platform.name}`;
    yield `g, ${who}, role:admin`;
  }
  if (sort !== 'p') return;
  // The platform looks at everything by purpose.
  if (who !== `role:${platform.name}`) yield `p, ${who}, ${resource}, ${action}, *, allow`;
  yield `p, ${who}, ${resource}, *, ${object}, allow`;
  yield `p, ${who}, *, ${action}, ${object}, allow`;
  yield `p, role:anybody, ${resource}, ${action}, ${object}, allow${developers.map(({ group }) => `\ng, ${group}, role:anybody`).join('')}`;
}
