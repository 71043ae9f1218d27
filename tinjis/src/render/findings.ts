import { describe } from '../diagnose/catalogue.ts';
import { type Finding, inOrder } from '../diagnose/finding.ts';
import type { Style } from '../outcome/outcome.ts';
import { place } from './place.ts';

/** Findings for people: the sentence, its place on a line of its own, the mend, the code. */
export function findingsText(findings: readonly Finding[], style: Style, indent = ''): string[] {
  return inOrder(findings).flatMap((finding) => {
    const { says, mend } = describe(finding);
    return [
      `${indent}${style.red('✘')} ${says}`,
      `${indent}    ${place(finding.at)}`,
      ...(mend === '' ? [] : [`${indent}    mend: ${mend}`]),
      `${indent}    ${style.dim(finding.code)}`,
    ];
  });
}

/** Findings for programs: data and prose both. */
export function findingsJson(findings: readonly Finding[]): readonly object[] {
  return inOrder(findings).map((finding) => ({ ...finding, ...describe(finding) }));
}
