import { entry, type Entries } from '../entry.ts';

const project =
  "An AppProject says which repositories, namespaces and kinds its Applications may use. It cannot restrict folders: that is Git's part.";
const impersonation =
  'A sync acts as the ServiceAccount that the project maps, so that Kubernetes itself refuses what the team may not do.';
const policy =
  'Argo CD allows what some line allows and none of the same subject denies. `*` crosses `/` in its patterns.';
const addKind =
  'the platform grants a kind of policies/kinds.yaml by its name, under kinds in policies/teams.yaml, and runs `tinjis generate`';
const windows =
  'A sync window of a project refuses syncs while a `deny` is active, or while none of its `allow` windows is.';
const noWindow = 'remove the window, and pause a delivery by not merging';
const regenerate = 'the platform changes policies/teams.yaml and runs `tinjis generate`';

/** The permissions of Argo CD: projects, accounts, people. */
export const argocdReasons: Entries = {
  'argocd/not-asked': entry('plays no part here', 'This route does not pass through Argo CD.'),
  'argocd/unrendered': entry(
    'what {cluster} gets is not known: {what}',
    'Argo CD would refuse the whole folder, and what it leaves in place is in no file.',
    '{fix}',
  ),
  'argocd/settings-elsewhere': entry(
    'the settings of the Argo CD on {cluster} are not in this repository',
    'policies/teams.yaml says that the company runs this Argo CD already. Its settings decide who may sync, and as whom.',
    'ask the cluster: npx tinjis doctor --live --context CONTEXT',
  ),
  'argocd/no-application': entry(
    'no Application reads {folder}, so nothing in it reaches the cluster',
    project,
    regenerate,
  ),
  'argocd/applications-elsewhere': entry(
    'what an Application would do that somebody writes to {namespaces} is not known',
    'Argo CD reads Applications of other namespaces if application.namespaces names them.',
    'remove application.namespaces from argocd-cmd-params-cm',
  ),
  'argocd/no-project': entry(
    'Application {application} is in project {project}, which does not exist',
    project,
    regenerate,
  ),
  'argocd/project-malformed': entry(
    '{project} is no AppProject the API server would store: {field} {problem}',
    project,
    'fix the field',
  ),
  'argocd/source-permitted': entry('project {project} permits {repository}', project),
  'argocd/source-not-denied': entry(
    'project {project} only denies repositories, and {repository} is none of them',
    project,
    'list the repository itself',
  ),
  'argocd/source-denied': entry('project {project} denies {repository} by {entry}', project, regenerate),
  'argocd/source-not-listed': entry('project {project} does not list {repository}', project, regenerate),
  'argocd/source-ends-differently': entry(
    '{entry} differs from {repository} only in how it ends',
    project,
    'write both alike',
  ),
  'argocd/source-star-stops-at-slash': entry(
    'a star of {entry} stops at a slash, so it is not about {repository}',
    project,
    'write the repository out',
  ),
  'argocd/destination-permitted': entry('project {project} permits namespace {namespace}', project),
  'argocd/destination-denied': entry('project {project} denies namespace {namespace}', project, regenerate),
  'argocd/destination-not-listed': entry('project {project} does not list namespace {namespace}', project, regenerate),
  'argocd/destination-other-namespace': entry(
    'an entry of project {project} has this cluster, but another namespace',
    project,
  ),
  'argocd/destination-other-cluster': entry(
    'an entry of project {project} has this namespace, but another cluster',
    project,
    'name the cluster by its server',
  ),
  'argocd/destination-denial-by-name-ignored': entry(
    'a denial of project {project} names the cluster, and so is ignored',
    'Argo CD heeds a denied namespace only where the entry matches by server.',
    'write the server',
  ),
  'argocd/destination-needs-project-clusters': entry(
    'project {project} wants clusters of its own, which are not in the repository',
    project,
    'remove permitOnlyProjectScopedClusters',
  ),
  'argocd/source-hydrated': entry(
    'Argo CD deploys what it has written to branch {branch} itself, which is not in these files',
    'With a sourceHydrator, Argo CD renders one source and syncs the result from another branch.',
    'remove sourceHydrator, and let Argo CD render the folder',
  ),
  'argocd/window-denies': entry('a sync window of project {project} always refuses {application}', windows, noWindow),
  'argocd/window-shut': entry(
    '{application} syncs only in a window of project {project} that never opens',
    windows,
    noWindow,
  ),
  'argocd/window-open': entry('a sync window of project {project} is always open for {application}', windows),
  'argocd/window-manual': entry('a sync window of project {project} lets a person sync {application}', windows),
  'argocd/window-by-clock': entry(
    'whether {application} syncs depends on the clock: project {project} has a window {schedule} for {duration}',
    windows,
    noWindow,
  ),
  'argocd/kind-permitted': entry('project {project} permits {kind}', project),
  'argocd/kind-permitted-without-list': entry(
    'project {project} has no list of kinds, and so permits {kind} like every other',
    project,
    'list the kinds',
  ),
  'argocd/kind-denied': entry('project {project} denies {kind}', project, addKind),
  'argocd/kind-not-listed': entry('project {project} does not list {kind}', project, addKind),
  'argocd/kind-list-empty': entry(
    'the list of kinds of project {project} is empty, so {kind} is not in it',
    "Any write through Argo CD's API makes an empty list an absent one, which permits all.",
    'list the kinds, or deny */*',
  ),
  'argocd/kind-other-group': entry(
    'an entry of project {project} has the kind {kind}, but another group',
    project,
    'write the group of the kind',
  ),
  'argocd/kind-other-name': entry('an entry of project {project} has the kind {kind}, but another name', project),
  'argocd/kind-denial-other-group': entry(
    'a denial of {kind} in project {project} has another group, and so never fires',
    project,
    'write the group of the kind',
  ),
  'argocd/deployer-is-account': entry('Argo CD acts as {account}', impersonation),
  'argocd/deployer-not-listed': entry(
    'project {project} maps no account for namespace {namespace}, so the sync fails',
    impersonation,
    regenerate,
  ),
  'argocd/deployer-is-controller': entry(
    'impersonation is off, so Argo CD acts with rights of its own',
    impersonation,
    'set application.sync.impersonation.enabled to "true" in argocd-cm',
  ),
  'argocd/deployer-falls-back-to-controller': entry(
    'project {project} maps no account for namespace {namespace}, and Argo CD acts with rights of its own',
    impersonation,
    'set application.sync.impersonation.enforced to "true" in argocd-cm',
  ),
  'argocd/deployer-of-deletion-is-controller': entry(
    "project {project} maps no account for namespace {namespace}, and a deletion acts with Argo CD's own rights",
    impersonation,
    regenerate,
  ),
  'argocd/deployer-account-malformed': entry(
    '{account} is no name of a ServiceAccount',
    impersonation,
    'write NAMESPACE:NAME',
  ),
  'argocd/deployer-pattern-malformed': entry(
    '{pattern} is no pattern Argo CD can read',
    impersonation,
    'write the server and the namespace out',
  ),
  'argocd/rbac-granted': entry('{subject} may {action} {resource} {object} (by {via})', policy),
  'argocd/rbac-granted-to-everybody': entry(
    'everybody may {action} {resource} {object} (by {via})',
    policy,
    'leave policy.default empty',
  ),
  'argocd/rbac-denied': entry('a line denies {subject} to {action} {resource} {object} (by {via})', policy, regenerate),
  'argocd/rbac-nothing-grants': entry('no line lets {subject} {action} {resource} {object}', policy, regenerate),
  'argocd/rbac-other-action': entry('the line "{line}" is about another action', policy),
  'argocd/rbac-other-object': entry('the line "{line}" is about other objects', policy),
  'argocd/rbac-other-resource': entry('the line "{line}" is about another resource', policy),
  'argocd/rbac-effect-unknown': entry(
    'the line "{line}" neither allows nor denies',
    policy,
    'end the line with allow or deny',
  ),
  'argocd/rbac-group-without-role': entry(
    'the line "{line}" is about a group that no `g` line names, and so does nothing',
    policy,
    'give the group a role',
  ),
  'argocd/rbac-pattern-malformed': entry(
    'a pattern cannot be read, so {subject} is refused',
    policy,
    'fix the pattern',
  ),
  'argocd/rbac-pattern-not-understood': entry(
    'a pattern about {object} cannot be decided here',
    policy,
    'write it without regular expressions',
  ),
  'argocd/rbac-scopes': entry(
    'nothing here lets {subject} {action} {resource} {object}, but claims beside the groups may',
    '`scopes` names the claims of a token whose values count as groups. Only the groups are in the team file.',
    'set scopes to [groups] in argocd-rbac-cm',
  ),
  'argocd/rbac-policy-malformed': entry(
    'a line of the policy cannot be read, so Argo CD refuses everything: {line}',
    policy,
    'fix the line',
  ),
  'argocd/rbac-project-policy-malformed': entry(
    "a line of the project's roles cannot be read, so none of them counts: {line}",
    policy,
    'fix the line',
  ),
  'argocd/rbac-configmap-malformed': entry('{key} of {name} is no text', policy, 'write it as text'),
};
