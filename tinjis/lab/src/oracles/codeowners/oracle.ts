import { ownersOf, readCodeowners } from '@tinjis/rules/codeowners/codeowners';
import type { Oracle } from '../harness/oracle.ts';
import { ownersCases, type OwnersCase } from '@tinjis/rules/testing/random/codeowners';

interface OwnersAnswer {
  readonly line: number;
  readonly owners: readonly string[];
}

/**
 * GitHub's own code is not public. Where this library differs from GitHub's documentation, the documentation wins, see
 * `cases.ts`.
 */
const owners: Oracle<OwnersCase, OwnersAnswer> = {
  name: 'codeowners',
  authority: 'github.com/hmarr/codeowners v1.2.1',
  cases: ownersCases,
  ours({ lines, path }, answer) {
    const {
      owners: named,
      reason: { at },
      open,
    } = ownersOf(readCodeowners(lines.join('\n'), 'CODEOWNERS'), path);
    // The library skips a line that we leave open, and then answers from another.
    if (open) return answer;
    return { line: 'searched' in at ? 0 : at.line, owners: named };
  },
  allows: ({ owners: named }) => named.length > 0,
};

export const oracles: readonly Oracle[] = [owners];
