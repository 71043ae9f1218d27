import type { Entries } from '../entry.ts';
import type { At } from '@tinjis/rules/objects/located';
import type { Reason } from '@tinjis/rules/ruling';

/** `needs-platform`: fine once somebody from the platform team approves. `deny`: refused whoever approves. */
export type GuardVerdict = 'allow' | 'needs-platform' | 'unknown' | 'deny';

/** From best to worst. A path's worst reason judges it, and a proposal's worst path judges the proposal. */
const order: readonly GuardVerdict[] = ['allow', 'needs-platform', 'unknown', 'deny'];

interface GuardRule {
  readonly verdict: GuardVerdict;
  readonly says: string;
  readonly fix: string;
}

const inOwnFolder = 'keep the change to the folders of your own services, or ask the platform team to approve it';
const plainFile = 'commit the content itself as a plain file';

/** Each rule of the guard: its verdict, its sentence and its fix. `{name}` stands for an argument of the reason. */
export const guardRules = {
  'git/own-folder': { verdict: 'allow', says: 'it lies in {folder}, which belongs to {team}', fix: 'nothing to do' },
  'git/platform-author': { verdict: 'allow', says: '{author} is of the platform team', fix: 'nothing to do' },
  'git/platform-approved': {
    verdict: 'allow',
    says: 'somebody of the platform team approved it',
    fix: 'nothing to do',
  },
  'git/one-image-entry': {
    verdict: 'allow',
    says: 'it sets the image of {service} and nothing else',
    fix: 'nothing to do',
  },
  'git/outside-own-folder': {
    verdict: 'needs-platform',
    says: '{author} is of {team}, and this belongs to {owner}',
    fix: inOwnFolder,
  },
  'git/team-file': {
    verdict: 'needs-platform',
    says: 'the team file says who may what, and {author} is of {team}',
    fix: 'ask the platform team to approve it',
  },
  'git/author-unknown': {
    verdict: 'needs-platform',
    says: '{author} is in no team of the team file',
    fix: 'ask the platform team to approve it, or to add {author} to the members of a team',
  },
  'git/file-mode': {
    verdict: 'needs-platform',
    says: 'its mode changes from {was} to {mode}',
    fix: 'take the executable bit back (git update-index --chmod), or ask the platform team',
  },
  'git/overlay-removed': {
    verdict: 'needs-platform',
    says: 'it is the overlay Argo CD renders; without it the folder would be taken for plain manifests',
    fix: 'keep it, or ask the platform team to take the service off that cluster',
  },
  'git/package-manifest': {
    verdict: 'needs-platform',
    says: '{why}, and every job and every checkout installs this package',
    fix: 'change only its description and the scripts start, test, bench and fuzz, or ask the platform team to approve it',
  },
  'git/implicit-install': {
    verdict: 'needs-platform',
    says: 'npm runs node-gyp at every install where a package has a binding.gyp',
    fix: 'take it out, or ask the platform team to approve it',
  },
  'git/nothing-changed': {
    verdict: 'unknown',
    says: 'there is no changed path to judge',
    fix: 'check --base, --head and --files: a list that could not be read is empty too',
  },
  'git/path-in-neither': {
    verdict: 'unknown',
    says: 'the list names it, but neither revision has it',
    fix: 'fetch the pull request again: the list and the revisions are of different times',
  },
  'git/list-truncated': {
    verdict: 'deny',
    says: 'GitHub lists {count} files and stops at 3,000, so some may be missing',
    fix: 'split the change',
  },
  'git/path-form': { verdict: 'deny', says: 'the path is not sound: {why}', fix: 'rename it' },
  'git/path-characters': {
    verdict: 'deny',
    says: 'the path is not sound: {why}',
    fix: 'rename it: letters, digits, dots, dashes, underscores',
  },
  'git/path-collision': {
    verdict: 'deny',
    says: '{name} and {other} are one name where upper and lower case are the same',
    fix: 'rename one of them',
  },
  'git/symlink': {
    verdict: 'deny',
    says: 'it is a symlink: review sees where it points, the cluster gets what lies there',
    fix: plainFile,
  },
  'git/submodule': {
    verdict: 'deny',
    says: 'it brings in a submodule: another repository that nobody here reviews',
    fix: plainFile,
  },
  'git/entry-kind': { verdict: 'deny', says: 'its mode {mode} is not that of a plain file', fix: plainFile },
  'git/second-codeowners': {
    verdict: 'deny',
    says: 'GitHub reads owners from {codeowners}; a second file could take its place',
    fix: 'take it out; owners are generated from the team file',
  },
  'git/review-hidden': {
    verdict: 'deny',
    says: 'it can hide changes below it from review',
    fix: "take it out; the one in the top folder is the platform team's",
  },
  'git/argocd-override': {
    verdict: 'deny',
    says: 'Argo CD would let it override what the Application says',
    fix: 'take it out',
  },
  'git/other-renderer': {
    verdict: 'deny',
    says: 'Argo CD would render the folder as {renderer}, which no rule here looks into',
    fix: 'write it as a kustomization',
  },
  'git/dockerfile': {
    verdict: 'deny',
    says: 'the image is not built from the pinned base images and this repository alone: {why}',
    fix: 'begin with the build argument BUILD_IMAGE or RUNTIME_IMAGE or with an earlier stage, COPY from the repository, RUN without flags; another base image is a matter for the platform team',
  },
  'git/kustomization-unreadable': {
    verdict: 'deny',
    says: 'the kustomization cannot be read: {why}',
    fix: 'fix it here',
  },
  'git/kustomization-name': {
    verdict: 'deny',
    says: 'it is taken for a kustomization on some systems only: {why}',
    fix: 'keep one kustomization.yaml',
  },
  'git/kustomization-field': {
    verdict: 'deny',
    says: 'the kustomization uses {field}: {why}',
    fix: 'do it with resources, patches, images or labels',
  },
  'git/kustomization-outside': {
    verdict: 'deny',
    says: 'the kustomization refers to {reference}, outside {boundary}: {why}',
    fix: "refer to files of the service's own folder",
  },
  'git/kustomization-remote': {
    verdict: 'deny',
    says: 'kustomize could fetch {reference} from elsewhere: {why}',
    fix: 'commit a copy of it and refer to that',
  },
  'git/kustomization-missing': {
    verdict: 'deny',
    says: 'the kustomization refers to {reference}: {why}, and kustomize would take it for an address',
    fix: 'add the file, or take the reference out',
  },
  'git/image-not-attested': {
    verdict: 'deny',
    says: 'nothing proves that the build workflow made {image} from that commit of this repository',
    fix: 'let the workflow deliver build and propose it; the job guard says why the attestation was not accepted',
  },
  'git/image-not-promoted': {
    verdict: 'deny',
    says: '{cluster} takes only the image that {service} already runs on {before}',
    fix: 'deliver it to {before} first, then run the workflow promote',
  },
  'git/app-beyond-image': {
    verdict: 'deny',
    says: 'the delivery app may set one image entry of one overlay: {why}',
    fix: 'let the app run `tinjis bump` and commit nothing else',
  },
} as const satisfies Readonly<Record<string, GuardRule>>;

export type GuardCode = keyof typeof guardRules;

export interface GuardReason extends Reason {
  readonly code: GuardCode;
}

export type GuardReasons = readonly [GuardReason, ...GuardReason[]];

/** A reason of the guard; its basis follows from its verdict. */
export function guardReason(
  code: GuardCode,
  at: Reason['at'],
  args: Readonly<Record<string, string>> = {},
): GuardReason {
  const basis = {
    allow: 'granted',
    'needs-platform': 'nothing-grants',
    unknown: 'input-missing',
    deny: 'forbidden',
  } as const;
  return { code, basis: basis[guardRules[code].verdict], args, at };
}

/** The place that a reason about a whole path cites. */
export function wholeFile(file: string): At {
  return { file, line: 1 };
}

export function verdictOf({ code }: GuardReason): GuardVerdict {
  return guardRules[code].verdict;
}

export function worst(verdicts: readonly GuardVerdict[]): GuardVerdict {
  return verdicts.reduce((left, right) => (order.indexOf(right) > order.indexOf(left) ? right : left), 'allow');
}

const why = 'A team changes the files of its own services; whatever else a change touches, the platform agrees to.';

/** The guard's rules as entries of the catalogue. */
export const guardReasons: Entries = Object.fromEntries(
  Object.entries(guardRules).map(([code, { says, fix }]) => [code, { says, why, fix }]),
);
