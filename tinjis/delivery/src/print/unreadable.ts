import type { Finding } from '@tinjis/rules/finding';
import { exitCodes } from '@tinjis/manifests/exit-codes';
import { readingFindings } from '../load/findings.ts';
import type { Outcome } from './outcome.ts';
import { findingsJson, findingsText } from './findings.ts';

/** The outcome of a command whose repository cannot be read: every reason at once. */
export function unreadable(faults: readonly Finding[]): Outcome {
  return {
    exit: exitCodes.unreadable,
    text: (style) => ['the repository cannot be read', ...findingsText(faults, readingFindings, style)].join('\n'),
    json: { faults: findingsJson(faults, readingFindings) },
  };
}
