import { entry, type Entries } from '../entry.ts';

/** What a repository must be to be read at all. */
export const readingFindings: Entries = {
  'yaml/syntax': entry(
    'this is no YAML: {message}',
    'Argo CD would refuse the whole folder.',
    'fix the syntax; `git diff` shows what changed last',
  ),
  'yaml/ambiguous': entry(
    '{message}',
    'Two programs between here and the cluster would read it differently.',
    'quote it, or write true or false',
  ),
  'teams/invalid': entry('{what}', 'Every right follows from the team file.', '{fix}'),
  'kustomize/shared-rule-patched': entry(
    'the shared {kind} {name} is another on one cluster',
    'People who read policies/ believe that it holds.',
    'change the rule for every cluster, or take out what changes it here',
  ),
  'kustomize/unrendered': entry(
    '{what}',
    'Argo CD would refuse the whole folder, and nothing else is proved about this cluster.',
    '{fix}',
  ),
  'kustomize/none': entry(
    '{what}',
    'What clusters get is rendered by the real kustomize, or nothing is proved.',
    '{fix}',
  ),
  'argocd/hook': entry(
    '{kind} {name} has {annotation}, so Argo CD takes it for a hook',
    'Argo CD runs a hook at some moment of a sync, and afterwards neither heals it nor keeps it.',
    'take the annotation out',
  ),
  'kustomize/not-listed': entry(
    'no kustomization of {cluster} lists {path}, so it never reaches that cluster',
    'A rule that only looks as if it held is worse than none.',
    'list it, or remove it',
  ),
  'workload/no-overlay': entry(
    '{service} has no kustomization for {cluster}',
    'Argo CD has nothing to render.',
    'add the overlay: copy that of another cluster',
  ),
};
