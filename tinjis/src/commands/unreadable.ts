import type { Finding } from '../diagnose/finding.ts';
import { exitCodes } from '../outcome/exit-codes.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { findingsJson, findingsText } from '../render/findings.ts';

/** The outcome of a command whose repository cannot be read: every reason at once. */
export function unreadable(faults: readonly Finding[]): Outcome {
  return {
    exit: exitCodes.unreadable,
    text: (style) => ['the repository cannot be read', ...findingsText(faults, style)].join('\n'),
    json: { faults: findingsJson(faults) },
  };
}
