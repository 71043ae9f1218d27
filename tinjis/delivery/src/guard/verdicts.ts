import type { At } from '@tinjis/rules/objects/located';
import type { Reason } from '@tinjis/rules/ruling';

/** `needs-platform`: fine once somebody of the platform team approves. `deny`: refused whoever approves. */
export type GuardVerdict = 'allow' | 'needs-platform' | 'unknown' | 'deny';

/** The better to the worse; a path is judged by its worst reason, a proposal by its worst path. */
const order: readonly GuardVerdict[] = ['allow', 'needs-platform', 'unknown', 'deny'];

/** What each rule of the guard leads to. */
export const guardVerdicts = {
  'git/own-folder': 'allow',
  'git/platform-author': 'allow',
  'git/platform-approved': 'allow',
  'git/one-image-entry': 'allow',
  'git/outside-own-folder': 'needs-platform',
  'git/team-file': 'needs-platform',
  'git/author-unknown': 'needs-platform',
  'git/file-mode': 'needs-platform',
  'git/overlay-removed': 'needs-platform',
  'git/nothing-changed': 'unknown',
  'git/path-in-neither': 'unknown',
  'git/list-truncated': 'deny',
  'git/path-form': 'deny',
  'git/path-characters': 'deny',
  'git/path-collision': 'deny',
  'git/symlink': 'deny',
  'git/submodule': 'deny',
  'git/entry-kind': 'deny',
  'git/second-codeowners': 'deny',
  'git/review-hidden': 'deny',
  'git/argocd-override': 'deny',
  'git/other-renderer': 'deny',
  'git/kustomization-unreadable': 'deny',
  'git/kustomization-name': 'deny',
  'git/kustomization-field': 'deny',
  'git/kustomization-outside': 'deny',
  'git/kustomization-remote': 'deny',
  'git/kustomization-missing': 'deny',
  'git/app-beyond-image': 'deny',
} as const satisfies Record<string, GuardVerdict>;

export type GuardCode = keyof typeof guardVerdicts;

export interface GuardReason extends Reason {
  readonly code: GuardCode;
}

export type GuardReasons = readonly [GuardReason, ...GuardReason[]];

/** A reason of the guard, whose basis follows from its verdict. */
export function reason(code: GuardCode, at: Reason['at'], args: Readonly<Record<string, string>> = {}): GuardReason {
  const basis = {
    allow: 'granted',
    'needs-platform': 'nothing-grants',
    unknown: 'input-missing',
    deny: 'forbidden',
  } as const;
  return { code, basis: basis[guardVerdicts[code]], args, at };
}

/** The place a reason about a whole path cites. */
export function wholeFile(file: string): At {
  return { file, line: 1 };
}

export function verdictOf({ code }: GuardReason): GuardVerdict {
  return guardVerdicts[code];
}

export function worst(verdicts: readonly GuardVerdict[]): GuardVerdict {
  return verdicts.reduce((left, right) => (order.indexOf(right) > order.indexOf(left) ? right : left), 'allow');
}
