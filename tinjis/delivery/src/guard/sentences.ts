import type { GuardCode } from './verdicts.ts';

const inOwnFolder = 'keep the change to the folders of your own services, or ask the platform team to approve it';
const plainFile = 'commit the content itself as a plain file';

/** What each reason of the guard says, and how to fix it. `{name}` stands for an argument of the reason. */
export const guardSentences: Readonly<Record<GuardCode, { readonly says: string; readonly fix: string }>> = {
  'git/own-folder': { says: 'it lies in {folder}, which belongs to {team}', fix: 'nothing to do' },
  'git/platform-author': { says: '{author} is of the platform team', fix: 'nothing to do' },
  'git/platform-approved': { says: 'somebody of the platform team approved it', fix: 'nothing to do' },
  'git/one-image-entry': { says: 'it sets the image of {service} and nothing else', fix: 'nothing to do' },
  'git/outside-own-folder': { says: '{author} is of {team}, and this belongs to {owner}', fix: inOwnFolder },
  'git/team-file': {
    says: 'the team file says who may what, and {author} is of {team}',
    fix: 'ask the platform team to approve it',
  },
  'git/author-unknown': {
    says: '{author} is in no team of the team file',
    fix: 'ask the platform team to approve it, or to add {author} to the members of a team',
  },
  'git/file-mode': {
    says: 'its mode changes from {was} to {mode}',
    fix: 'take the executable bit back (git update-index --chmod), or ask the platform team',
  },
  'git/overlay-removed': {
    says: 'it is the overlay Argo CD renders; without it the folder would be taken for plain manifests',
    fix: 'keep it, or ask the platform team to take the service off that cluster',
  },
  'git/nothing-changed': {
    says: 'there is no changed path to judge',
    fix: 'check --base, --head and --files: a list that could not be read is empty too',
  },
  'git/path-in-neither': {
    says: 'the list names it, but neither revision has it',
    fix: 'fetch the pull request again: the list and the revisions are of different times',
  },
  'git/list-truncated': {
    says: 'GitHub lists {count} files and stops at 3,000, so some may be missing',
    fix: 'split the change',
  },
  'git/path-form': { says: 'the path is not sound: {why}', fix: 'rename it' },
  'git/path-characters': {
    says: 'the path is not sound: {why}',
    fix: 'rename it: letters, digits, dots, dashes, underscores',
  },
  'git/path-collision': {
    says: '{name} and {other} are one name where upper and lower case are the same',
    fix: 'rename one of them',
  },
  'git/symlink': {
    says: 'it is a symlink: review sees where it points, the cluster gets what lies there',
    fix: plainFile,
  },
  'git/submodule': { says: 'it brings in a submodule: another repository that nobody here reviews', fix: plainFile },
  'git/entry-kind': { says: 'its mode {mode} is not that of a plain file', fix: plainFile },
  'git/second-codeowners': {
    says: 'GitHub reads owners from {codeowners}; a second file could take its place',
    fix: 'take it out; owners are generated from the team file',
  },
  'git/review-hidden': {
    says: 'it can hide changes below it from review',
    fix: "take it out; the one in the top folder is the platform team's",
  },
  'git/argocd-override': { says: 'Argo CD would let it override what the Application says', fix: 'take it out' },
  'git/other-renderer': {
    says: 'Argo CD would render the folder as {renderer}, which no rule here looks into',
    fix: 'write it as a kustomization',
  },
  'git/kustomization-unreadable': { says: 'the kustomization cannot be read: {why}', fix: 'fix it here' },
  'git/kustomization-name': {
    says: 'it is taken for a kustomization on some systems only: {why}',
    fix: 'keep one kustomization.yaml',
  },
  'git/kustomization-field': {
    says: 'the kustomization uses {field}: {why}',
    fix: 'do it with resources, patches, images or labels',
  },
  'git/kustomization-outside': {
    says: 'the kustomization refers to {reference}, outside {boundary}: {why}',
    fix: "refer to files of the service's own folder",
  },
  'git/kustomization-remote': {
    says: 'kustomize could fetch {reference} from elsewhere: {why}',
    fix: 'commit a copy of it and refer to that',
  },
  'git/kustomization-missing': {
    says: 'the kustomization refers to {reference}: {why}, and kustomize would take it for an address',
    fix: 'add the file, or take the reference out',
  },
  'git/app-beyond-image': {
    says: 'the delivery app may set one image entry of one overlay: {why}',
    fix: 'let the app run `tinjis bump` and commit nothing else',
  },
};
