import { entry, type Entries } from '../entry.ts';

const additive = 'Kubernetes rights only add up: somebody may do what some rule of a role bound to them grants.';
const through =
  'ask the platform for a change of policies/rbac or policies/teams.yaml; workloads are changed through Git';

/** What the Kubernetes API server authorises. */
export const rbac: Entries = {
  'rbac/not-asked': entry(
    'plays no part here',
    'No request to the Kubernetes API is involved, or a layer before it lets nothing through.',
  ),
  'rbac/granted': entry('a rule lets {subject} {verb} {resource}', additive),
  'rbac/bound': entry('{kind} {binding} gives them {role}', additive),
  'rbac/privileged-group': entry(
    '{subject} is in {group}, which may do everything',
    additive,
    'leave the group to breaking the glass',
  ),
  'rbac/nothing-grants': entry('no rule lets {subject} {verb} {resource}', additive, through),
  'rbac/other-verb': entry('a rule of theirs is about {resource}, but not to {verb} it', additive),
  'rbac/other-group': entry(
    'a rule of theirs is about {resource}, but of another group',
    additive,
    'write the group of the resource',
  ),
  'rbac/other-subresource': entry('a rule of theirs is about {resource}, but not about this part of it', additive),
  'rbac/other-name': entry('a rule of theirs is about {resource}, but of other names', additive),
  'rbac/other-namespace': entry('{binding} grants it in namespace {namespace}', additive),
  'rbac/other-path': entry('a rule of theirs is about another path', additive),
  'rbac/name-not-asked': entry(
    'a rule of theirs names {resource}, and this request names none',
    additive,
    'remove resourceNames for create and list',
  ),
  'rbac/role-missing': entry(
    '{binding} gives the {kind} {role}, which is not in the repository',
    'What a role that is not here grants cannot be proved.',
    'write the role to policies/rbac',
  ),
  'rbac/object-malformed': entry(
    'this is no object the API server would store',
    'What is not stored grants nothing, and hides what was meant.',
    'fix the field',
  ),
};
