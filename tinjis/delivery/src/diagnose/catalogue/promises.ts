import { entry, type Entries } from '../entry.ts';

const proof = 'A promise holds when every case that must be closed is, and every case that must be open is.';
const trap = 'Each of these was observed on a running Argo CD 3.6.1.';
const alone = 'Admission is the last word: each of its rules holds by itself, whatever else would refuse.';
const regenerate = 'change policies/teams.yaml if that is meant, and run `tinjis generate`';

/** What `tinjis verify` finds. */
export const promises: Entries = {
  'promise/open': entry('{who} can {what}, and must not', proof, 'take away what grants it'),
  'promise/closed': entry('{who} cannot {what}, and must be able to', proof, 'grant what is missing'),
  'promise/undecided': entry(
    'whether {who} can {what} cannot be told, so it is not proved',
    proof,
    'write the rule so that it can be decided',
  ),
  'network/no-default-deny': entry(
    'namespace {namespace} has no policy on {cluster} that closes all {direction}',
    'A pod that no policy selects is open.',
    'apply policies/network/default-deny.yaml to it',
  ),
  'network/egress-to-all': entry(
    '{policy} lets pods send to everybody',
    'Data leaves by the widest door.',
    'name the pods in `to`',
  ),
  'network/egress-to-unnamed': entry(
    '{policy} lets pods send to addresses or to whole namespaces',
    'Data leaves by the widest door.',
    'name the pods by a podSelector',
  ),
  'argocd/impersonation-off': entry(
    'impersonation is off on {cluster}',
    trap,
    'set application.sync.impersonation.enabled to "true" in argocd-cm',
  ),
  'argocd/impersonation-not-enforced': entry(
    'impersonation is not enforced on {cluster}',
    trap,
    'set application.sync.impersonation.enforced to "true" in argocd-cm',
  ),
  'argocd/foreign-deployer': entry(
    '{service} is deployed on {cluster} as {account}, which is no account of namespace {namespace}',
    trap,
    regenerate,
  ),
  'argocd/deployer-missing': entry(
    '{service} is deployed on {cluster} as {account}, which does not exist',
    trap,
    regenerate,
  ),
  'argocd/shared-deployer': entry(
    '{service} is deployed on {cluster} as {account}, which team {owner} has too',
    trap,
    regenerate,
  ),
  'argocd/project-missing': entry(
    'there is no project {project} on {cluster}',
    'A project that Argo CD has to make itself is open to everything.',
    regenerate,
  ),
  'argocd/line-gives-more': entry(
    'the line "{line}" gives {who} more on {cluster} than to see, sync and read logs of what is theirs',
    'Argo CD allows what some line allows.',
    regenerate,
  ),
  'argocd/project-field': entry(
    'project {project} has {field} {found} on {cluster}, expected {wanted}',
    'A project says what of a repository goes where.',
    regenerate,
  ),
  'argocd/project-roles': entry(
    'project {project} has roles of its own',
    'Their tokens never expire, and nobody reads them beside the policy.',
    'write the rights to policies/teams.yaml',
  ),
  'argocd/setting': entry(
    '{key} is "{value}" on {cluster}, expected "{wanted}": {trap}',
    trap,
    'set it in clusters/base/argocd',
  ),
  'argocd/webhook-open': entry(
    '{key} is not set on {cluster}, so an unsigned event of that provider is believed',
    trap,
    'set it in clusters/base/argocd/webhook-secrets.yaml',
  ),
  'argocd/account-tokens': entry(
    'account {account} may make API keys on {cluster}, which never expire',
    trap,
    'leave it `login`',
  ),
  'argocd/account-of-stranger': entry(
    '{account} has an account in Argo CD on {cluster}, and is not meant to',
    'Who logs in stands in policies/teams.yaml.',
    'leave accounts to the members of teams, on clusters with `people: accounts`',
  ),
  'argocd/open-login': entry(
    '{key} lets in more on {cluster} than members of {organisation}: {fault}',
    'Rights go by groups, which are as good as whoever vouches for them.',
    "let people in by the organisation's GitHub alone",
  ),
  'argocd/unused-program': entry(
    '{program} of Argo CD runs on {cluster}, and nobody uses it',
    'What runs can be taken over, with the rights it came with.',
    'take it out by a patch',
  ),
  'argocd/application-missing': entry(
    'no Application on {cluster} reads {folder}, so {service} is not deployed',
    'What no Application reads is not deployed.',
    regenerate,
  ),
  'argocd/application-field': entry(
    'the Application {service} has {field} "{found}", expected "{wanted}"',
    'An Application decides which folder is deployed where and as whom.',
    regenerate,
  ),
  'argocd/application-unknown': entry(
    'Application {name} in project {project} reads {paths}, and belongs to no service',
    'An Application decides which folder is deployed where and as whom.',
    'remove it, or onboard the service',
  ),
  'argocd/application-elsewhere': entry(
    'Application {name} is in namespace {namespace} on {cluster}, where Argo CD does not look',
    trap,
    'leave Applications in argocd',
  ),
  'argocd/application-set': entry(
    'ApplicationSet {name} makes Applications that nobody reviewed',
    trap,
    'write the Applications out',
  ),
  'admission/ignores-failure': entry(
    '{policy} lets through on {cluster} what it cannot judge',
    alone,
    'set failurePolicy to Fail',
  ),
  'admission/not-bound': entry(
    '{policy} is bound to nothing on {cluster}, so it refuses nothing',
    alone,
    'write a ValidatingAdmissionPolicyBinding for it',
  ),
  'admission/rule-lets-through': entry(
    '{policy} alone lets a deployer {what} on {cluster}',
    alone,
    'let the rule refuse it, as it did',
  ),
  'rbac/role-not-in-git': entry(
    '{binding} binds {role} on {cluster}, which is not in this repository',
    'What a role gives is reviewed here, or by nobody.',
    'bind a role of policies/rbac',
  ),
  'rbac/bound-to-stranger': entry(
    '{binding} gives {role} to {who} on {cluster}, who is not meant to hold it',
    "Rights are held by a team's group in its own namespace, by deployers, and by the platform.",
    'remove the subject',
  ),
  'rbac/more-than-needed': entry(
    '{role} gives {who} more on {cluster} than it needs: {excess}',
    'People read; deployers write the kinds that make up a service.',
    'narrow the rule, or bind another role',
  ),
  'namespace/missing': entry(
    'namespace {namespace} is not there on {cluster}',
    'Its rules are written on it.',
    regenerate,
  ),
  'namespace/not-restricted': entry(
    'namespace {namespace} enforces "{value}" on {cluster}, expected restricted',
    'Pods could take rights of their node.',
    regenerate,
  ),
  'namespace/version-not-pinned': entry(
    'namespace {namespace} enforces version "{value}" on {cluster}, expected one such as v1.36',
    'A new Kubernetes would change what is allowed.',
    regenerate,
  ),
  'namespace/name': entry(
    'namespace {namespace} has {key} "{value}" on {cluster}, expected "{wanted}"',
    'Admission lets run, and opens, what stands here.',
    regenerate,
  ),
  'namespace/no-share': entry(
    'namespace {namespace} has no {value} on {cluster}',
    'One team could take the whole cluster.',
    regenerate,
  ),
  'workload/namespace': entry(
    '{kind} {name} of {service} is in namespace "{namespace}", expected {wanted}',
    'Argo CD would refuse the whole sync.',
    'write the namespace of the team',
  ),
  'workload/no-pod': entry(
    '{service} has no workload of its own name on {cluster}',
    'Policies, images and accounts are tied to that name.',
    'name the Deployment after the service',
  ),
  'workload/invented-digest': entry(
    '{image} of {service} was made up',
    'A digest says what was built; a made-up one says nothing, and never starts.',
    'remove newTag and digest until there is a build',
  ),
  'workload/token-mounted': entry(
    '{account} hands its token to every pod that runs as it on {cluster}',
    "A token is an account's every right, for whoever can read one file.",
    'set automountServiceAccountToken to false',
  ),
  'workload/platform-door': entry(
    'Service {service} of the platform is {found} on {cluster}, expected {wanted}',
    'Behind it is what holds the keys to everything else.',
    'leave Services within the cluster',
  ),
  'workload/writable-root': entry(
    'container {container} of {service} can write to its own image',
    'Who gets in can then change the program.',
    'set readOnlyRootFilesystem to true, and mount volumes for what is written',
  ),
  'workload/added-capability': entry(
    'container {container} of {service} adds a capability',
    'No service here needs one.',
    'remove capabilities.add',
  ),
  'generate/differs': entry(
    '{path} is not as the generator gives it',
    'A rule edited here is lost at the next run, and says other than the team file.',
    'run `tinjis generate`',
  ),
  'generate/missing': entry(
    '{path} is missing',
    'A rule that the team file implies is not applied.',
    'run `tinjis generate`',
  ),
  'generate/left-over': entry(
    '{path} is generated from nothing any more',
    'A rule stays in force that the team file no longer implies.',
    'run `tinjis generate`',
  ),
};
