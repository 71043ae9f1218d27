import { type Entries, sentencesOf, entry } from '../entry.ts';
import { type Finding, inOrder } from '@tinjis/rules/ruling';
import type { At } from '@tinjis/rules/objects/located';
import type { Style } from './style.ts';
import { exitCodes } from '@tinjis/manifests/failure';
import type { Outcome } from './outcome.ts';

/**
 * Findings for people: the sentence, its place on a line of its own, the rule that decided, the fix, the code.
 * @param entries the entries with the sentences for the findings' codes
 */
export function findingsText(
  findings: readonly Finding[],
  entries: Entries,
  style: Style,
  indent = '',
  most = Infinity,
): string[] {
  return inOrder(findings)
    .slice(0, most)
    .flatMap((finding) => {
      const { says, fix, rule } = sentences(finding, entries);
      const elsewhere = ruleElsewhere(finding);
      return [
        `${indent}${style.red('✘')} ${says}`,
        `${indent}  ${placeText(finding.at)}`,
        ...(rule === undefined
          ? []
          : [`${indent}  because ${rule}${elsewhere === undefined ? '' : ` (${placeText(elsewhere)})`}`]),
        `${indent}  fix: ${fix}`,
        `${indent}  ${style.dim(finding.because?.code ?? finding.code)}`,
      ];
    });
}

/** The place of the rule, if it is not the place to edit. */
function ruleElsewhere({ at, because }: Finding): At | undefined {
  if (!because || 'searched' in because.at) return undefined;
  return because.at.file === at.file && because.at.line === at.line ? undefined : because.at;
}

/** Findings for programs: both data and prose. */
export function findingsJson(findings: readonly Finding[], entries: Entries): readonly object[] {
  return inOrder(findings).map((finding) => ({ ...finding, ...sentences(finding, entries) }));
}

/** If a rule decided, its own fix is nearer to the cause than the promise's fix. */
function sentences(
  finding: Finding,
  entries: Entries,
): { readonly says: string; readonly fix: string; readonly rule?: string } {
  const { says, fix } = sentencesOf(entries, finding);
  if (!finding.because) return { says, fix };
  const rule = sentencesOf(entries, finding.because);
  return { says, rule: rule.says, fix: rule.fix === '' ? fix : rule.fix };
}

/**
 * The outcome of a command that cannot read its repository: every reason at once. Where only kustomize is missing,
 * nothing may be wrong with it.
 */
export function unreadable(faults: readonly Finding[]): Outcome {
  const unknown = faults.every(({ code }) => code === 'kustomize/none');
  return {
    exit: unknown ? exitCodes.unknown : exitCodes.unreadable,
    text: (style) =>
      [
        unknown ? 'UNKNOWN: nothing is proved' : 'the repository cannot be read',
        ...findingsText(faults, readingFindings, style),
      ].join('\n'),
    json: { faults: findingsJson(faults, readingFindings) },
  };
}

/** `file:line`, the form that terminals and editors open on a click. Columns are for programs, in JSON. */
export function placeText({ file, line }: At): string {
  return `${file}:${line}`;
}

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
  'kinds/invalid': entry('{what}', 'What a team may deploy follows from the catalogue of kinds.', '{fix}'),
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
  'kustomize/left-out': entry(
    'config.kubernetes.io/local-config makes kustomize leave an object out, so no cluster gets it',
    'A rule that only looks as if it held is worse than none.',
    'take the annotation out, or remove the object',
  ),
  'kustomize/from-elsewhere': entry(
    'the platform takes {path} into what it gives {cluster}',
    'What lies outside clusters/ and policies/ a team may change, and here Argo CD brings it with the rights of the platform.',
    'move the file below clusters/ or policies/, or leave it to the Application of its service',
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
