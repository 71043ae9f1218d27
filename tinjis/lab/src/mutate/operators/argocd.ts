import type { Teams } from '@tinjis/delivery/model/teams';
import { fields, text } from '../json.ts';
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
    for (const { name } of team.groups.filter(({ role }) => role !== 'developer')) {
      yield `p, role:${team.name}:reader, applications, sync, ${own}, allow`;
      yield `p, role:${team.name}:reader, logs, get, ${theirs}, allow`;
      yield `g, "${name}", role:${team.name}`;
      yield `g, "${name}", role:${other.name}`;
    }
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

/** A team's line with a wider action or object, or with another team. */
function* loosened(line: string, { developers, platform }: Teams): Generator<string> {
  const [sort, who = '', resource, action, object] = line.split(',').map((part) => part.trim());
  if (sort === 'g') {
    if (resource !== `role:${platform.name}`) yield `g, ${who}, role:${platform.name}`;
    yield `g, ${who}, role:admin`;
  }
  if (sort !== 'p') return;
  // The platform may look at everything, by design.
  if (who !== `role:${platform.name}`) yield `p, ${who}, ${resource}, ${action}, *, allow`;
  yield `p, ${who}, ${resource}, *, ${object}, allow`;
  yield `p, ${who}, *, ${action}, ${object}, allow`;
  yield `p, role:anybody, ${resource}, ${action}, ${object}, allow${developers.map(({ group }) => `\ng, ${group}, role:anybody`).join('')}`;
}

/** Settings that grant nobody anything: intervals, addresses, session lengths. */
const neutral = /^(?:timeout\.|url$|users\.session|controller\.self\.heal\.|kustomize\.enable$)/;

/** Drops and flips Argo CD's settings. */
export const loosenSetting = onManifests(
  'loosen-setting',
  ['ConfigMap', 'Secret'],
  function* ({ value, name }): Generator<Weakening> {
    if (name === 'argocd-rbac-cm') return;
    for (const part of ['data', 'stringData']) {
      for (const [key, setting] of fields(value, [part])) {
        if (neutral.test(key)) continue;
        const flipped = { true: 'false', false: 'true' }[String(setting)];
        if (flipped) yield { what: `${key}: ${flipped}`, path: [part, key], put: flipped };
        // Left out, these take the value that they should have.
        if (
          !/^(?:users\.anonymous|exec\.enabled|application\.namespaces|kustomize\.buildOptions|dex\.config|accounts\.)/.test(
            key,
          )
        ) {
          yield { what: `drop ${key}`, path: [part, key] };
        }
        if (key.startsWith('webhook.')) yield { what: `${key}: empty`, path: [part, key], put: '' };
        if (key.startsWith('webhook.'))
          yield { what: `${key}: written out`, path: [part, key], put: 'not-a-secret-any-more' };
        if (key.startsWith('accounts.')) yield { what: `${key}: tokens`, path: [part, key], put: 'login, apiKey' };
        if (key === 'application.namespaces') yield { what: `${key}: every`, path: [part, key], put: '*' };
        if (key === 'kustomize.buildOptions') yield* buildOptions([part, key]);
        if (key === 'dex.config') yield* login([part, key], text(setting));
      }
    }
    if (name === 'argocd-cmd-params-cm')
      yield { what: 'server.insecure: true', path: ['data', 'server.insecure'], put: 'true' };
    if (name !== 'argocd-cm') return;
    yield { what: 'an account of a stranger that only logs in', path: ['data', 'accounts.somebody'], put: 'login' };
    yield { what: 'a second way in', path: ['data', 'oidc.config'], put: 'issuer: https://login.example.org\n' };
    yield { what: 'an account of a stranger', path: ['data', 'accounts.somebody'], put: 'apiKey, login' };
    yield { what: 'another program to render with', path: ['data', 'kustomize.path.v9.9.9'], put: '/custom/kustomize' };
    yield {
      what: 'not all resources watched',
      path: ['data', 'resource.exclusions'],
      put: '- apiGroups: ["networking.k8s.io"]\n  kinds: [NetworkPolicy]\n  clusters: ["*"]\n',
    };
    yield {
      what: 'drift of policies ignored',
      path: ['data', 'resource.customizations.ignoreDifferences.all'],
      put: 'jqPathExpressions: [".spec"]\n',
    };
  },
  /^clusters\//,
);

function* buildOptions(path: string[]): Generator<Weakening> {
  for (const put of [
    '--load-restrictor LoadRestrictionsNone',
    '--enable-helm',
    '--enable-exec --enable-alpha-plugins',
  ]) {
    yield { what: `kustomize ${put}`, path, put };
  }
}

function* login(path: string[], config: string): Generator<Weakening> {
  yield { what: 'anybody with an account logs in', path, put: config.replace(/^ *orgs:\n *- name: .*\n/m, '') };
  yield { what: 'another organisation logs in', path, put: config.replace(/- name: .*/, '- name: somebody-else') };
  yield {
    what: 'every group of the provider',
    path,
    put: config.replace('teamNameField: slug', 'loadAllGroups: true'),
  };
}
