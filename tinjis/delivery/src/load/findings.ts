import { entry, type Entries } from '../entry.ts';

const followed =
  'The proof must be about the objects that the cluster gets, so it follows everything that changes them.';

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
  'kustomize/not-followed': entry(
    'the field {field} is not followed here',
    followed,
    'write the manifests out, or use resources, patches, namespace, images',
  ),
  'kustomize/malformed': entry(
    '{field} is not as kustomize reads it: it {problem}',
    'Argo CD would refuse the whole folder.',
    'write it as kustomize documents it',
  ),
  'kustomize/target': entry(
    'the {field} of this target {problem}',
    followed,
    'name what the patch is for by group, version, kind, name or namespace',
  ),
  'kustomize/patch': entry(
    'this patch is not followed: {problem}',
    followed,
    'write it as operations (add, replace, remove) with a target, or the manifest out',
  ),
  'kustomize/shared-rule-patched': entry(
    'this patch changes the shared {kind} {name} for one cluster',
    'People who read policies/ believe that it holds.',
    'change the rule for every cluster, or take the patch out',
  ),
  'kustomize/outside': entry(
    '{reference} leads out of the repository',
    'The owner of that place would decide what runs here, past every review.',
    'copy what is needed into the folder',
  ),
  'kustomize/missing': entry(
    '{reference} is not there',
    'Argo CD would refuse the whole folder.',
    'add it, or take it off the list',
  ),
  'kustomize/circular': entry('{reference} leads back to itself', 'kustomize would refuse it.', 'take it off the list'),
  'kustomize/unrendered': entry(
    'kustomize cannot render this',
    'Argo CD would refuse the whole folder.',
    'fix what kustomize names',
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
