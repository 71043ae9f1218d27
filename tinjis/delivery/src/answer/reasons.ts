import { entry, type Entries } from '../entry.ts';
import { argocdReasons } from './argocd-reasons.ts';
import { foreignFindings } from './foreign-kinds.ts';
import { networkReasons } from './network-reasons.ts';

const owners =
  'GitHub merges a change only when an owner of every path agrees; the last line of CODEOWNERS that matches decides alone.';

/** Who may change which file. */
const git: Entries = {
  'git/not-asked': entry('plays no part here', 'This route changes nothing in the repository.'),
  'git/own-team-approves': entry('{path} belongs to {owners}, which {login} is in', owners),
  'git/owned': entry('{path} belongs to {owners}', owners),
  'git/others-approve': entry(
    '{path} belongs to {owners}, which {login} is not in',
    owners,
    'ask an owner, or let the platform change the owners in policies/teams.yaml',
  ),
  'git/no-owner-line': entry(
    'no line of CODEOWNERS matches {path}, so nobody has to agree',
    owners,
    'begin CODEOWNERS with a line `*` for the platform: run `tinjis generate`',
  ),
  'git/owned-by-nobody': entry(
    'the line {pattern} takes ownership of {path} away, so nobody has to agree',
    owners,
    'remove the line: run `tinjis generate`',
  ),
  'git/owner-line-unread': entry(
    'whether GitHub heeds the line {pattern} is not known, and it could decide about {path}: {why}',
    owners,
    'write the line without it, so that everybody reads it alike',
  ),
  'git/others-below': entry(
    'some of what lies or could lie in {path} belongs to {owners} (line {pattern}), which {login} is not in',
    owners,
    'ask about a folder of your own or about a single file, or ask an owner',
  ),
  'git/unowned-place': entry(
    'not all of what lies or could lie at {path} has an owner, and it is no plain file of this checkout',
    owners,
    'ask about a file that is there; `tinjis generate` gives everything an owner',
  ),
  'git/no-codeowners': entry(
    'there is no CODEOWNERS file, so nobody has to agree to a change of {path}',
    owners,
    'run `tinjis generate`',
  ),
  'git/no-person': entry('{account} is a program, which logs in neither to GitHub nor to Argo CD', owners),
};

const rightsAddUp = 'Kubernetes rights only add up: somebody may do what some rule of a role bound to them grants.';
const through =
  'ask the platform: policies/rbac says which kinds are written, policies/teams.yaml who is in a team; workloads are changed through Git';

/** The rights that the Kubernetes API server grants. */
const rbac: Entries = {
  'rbac/not-asked': entry(
    'plays no part here',
    'This route makes no request to the Kubernetes API, or an earlier layer lets nothing through.',
  ),
  'rbac/granted': entry('a rule lets {subject} {verb} {resource}', rightsAddUp),
  'rbac/bound': entry('{kind} {binding} gives them {role}', rightsAddUp),
  'rbac/privileged-group': entry(
    '{subject} is in {group}, which may do everything',
    rightsAddUp,
    'leave the group to breaking the glass',
  ),
  'rbac/nothing-grants': entry('no rule lets {subject} {verb} {resource}', rightsAddUp, through),
  'rbac/other-verb': entry('a rule of theirs is about {resource}, but not to {verb} it', rightsAddUp),
  'rbac/other-group': entry(
    'a rule of theirs is about {resource}, but of another group',
    rightsAddUp,
    'write the group of the resource',
  ),
  'rbac/other-subresource': entry('a rule of theirs is about {resource}, but not about this part of it', rightsAddUp),
  'rbac/other-name': entry('a rule of theirs is about {resource}, but of other names', rightsAddUp),
  'rbac/other-namespace': entry('{binding} grants it in namespace {namespace}', rightsAddUp),
  'rbac/other-path': entry('a rule of theirs is about another path', rightsAddUp),
  'rbac/name-not-asked': entry(
    'a rule of theirs names {resource}, and this request names none',
    rightsAddUp,
    'remove resourceNames for create and list',
  ),
  'rbac/role-missing': entry(
    '{binding} gives the {kind} {role}, which is not in the repository',
    'Nobody can prove what a role grants that is not here.',
    'write the role to policies/rbac',
  ),
  'rbac/object-malformed': entry(
    'this is no object the API server would store',
    'An object that is not stored grants nothing, and hides what was meant.',
    'fix the field',
  ),
};

const last = 'Admission is the last word: it holds whatever Git, Argo CD and Kubernetes rights have let through.';
const standard = 'Pod Security Standards keep a pod from the rights of its node.';

/** Objects that the API server refuses to store. */
const admission: Entries = {
  'admission/not-asked': entry(
    'plays no part here',
    'This route writes nothing to the cluster, or an earlier layer lets nothing through.',
  ),
  'admission/no-objection': entry('no rule objects', last),
  'admission/no-rule': entry('no rule is about this', last),
  'admission/policy-denied': entry('policy {policy}: {message}', last, 'change the object as the message says'),
  'admission/policy-failed': entry(
    'policy {policy} cannot be evaluated for this object, and so refuses it: {error}',
    last,
    'test a field with has() before it is used',
  ),
  'admission/invalid-policy': entry('{policy} is no rule the API server would store: {rule}', last, 'fix the field'),
  'admission/unsupported-policy': entry(
    'policy {policy} cannot be decided here: {rule}',
    last,
    'write the rule without it, so that it can be proved',
  ),
  'admission/other-version': entry(
    'policy {policy} is about another version of this kind',
    last,
    'write apiVersions: ["*"]',
  ),
  'admission/namespace-unknown': entry(
    'namespace {namespace} is not in the repository, and a rule depends on its labels',
    last,
    'add the namespace to clusters/',
  ),
  'admission/object-missing': entry(
    'the object itself decides, and is not known',
    last,
    'ask about an object of the repository',
  ),
  'admission/pod-security-denied': entry(
    'namespace {namespace} enforces {level}, which forbids: {forbidden}',
    standard,
    'remove what the level forbids from the pod',
  ),
  'admission/pod-security-control': entry(
    '{check}: {forbidden} in {field}',
    standard,
    'set the field as the level demands',
  ),
};

/** The meaning of the evaluators' reasons, by code: an answer is printed from these alone. */
export const answerReasons: Entries = {
  ...git,
  ...argocdReasons,
  ...rbac,
  ...admission,
  ...networkReasons,
  ...foreignFindings,
};
