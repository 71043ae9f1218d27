import type { ListedCommand } from './command.ts';

/** Every command, in the order `tinjis --help` shows them. */
export const commands: readonly ListedCommand[] = [
  {
    name: 'start',
    summary: 'bill for real on this machine: PostgreSQL, payment, Antaeus and one run',
    load: () => import('./start.ts'),
  },
  {
    name: 'up',
    summary: 'bring up the whole platform on a real Kubernetes, or repair it',
    load: () => import('./up.ts'),
  },
  {
    name: 'status',
    summary: 'say what of a platform runs, from which commit and image, and why not',
    load: () => import('./status.ts'),
  },
  {
    name: 'e2e',
    summary: 'try every forbidden thing on a running platform, and every promise',
    load: () => import('./e2e.ts'),
  },
  {
    name: 'down',
    summary: 'remove everything that `tinjis up` made',
    load: () => import('./down.ts'),
  },
  {
    name: 'can',
    summary: 'answer one question: may who do what, and which line decides',
    load: () => import('./can.ts'),
  },
  {
    name: 'verify',
    summary: 'prove every promise over all identities, actions and targets',
    load: () => import('./verify.ts'),
  },
  {
    name: 'generate',
    summary: 'write the governance files that follow from policies/teams.yaml',
    load: () => import('./generate.ts'),
  },
  {
    name: 'render',
    summary: 'show what a cluster gets, rendered by the real kustomize',
    load: () => import('./render.ts'),
  },
  { name: 'diff', summary: 'show what a change would change in every cluster', load: () => import('./diff.ts') },
  { name: 'promote', summary: 'run on one cluster the image that runs on another', load: () => import('./promote.ts') },
  {
    name: 'onboard',
    summary: 'add a service, in a team that is there or a new one',
    load: () => import('./onboard.ts'),
  },
  {
    name: 'rename',
    summary: 'give a service another name or team: the new one beside the old, which leaves later',
    load: () => import('./rename.ts'),
  },
  {
    name: 'offboard',
    summary: 'take out a service, or a team with its last one',
    load: () => import('./offboard.ts'),
  },
  {
    name: 'cluster',
    summary: 'add a cluster, made after another, or take a cluster out',
    load: () => import('./cluster.ts'),
  },
  {
    name: 'adopt',
    summary: 'make the repository your own: names, members, sealing keys, every secret',
    load: () => import('./adopt.ts'),
  },
  { name: 'guard', summary: 'judge a proposed change: may its author make it', load: () => import('./guard.ts') },
  {
    name: 'affected',
    summary: 'say which images a change asks for, or a cluster does not run yet',
    load: () => import('./affected.ts'),
  },
  { name: 'bump', summary: 'enter a new image for one service on one cluster', load: () => import('./bump.ts') },
  { name: 'seal', summary: 'seal a secret value, or rotate an API key', load: () => import('./seal.ts') },
  {
    name: 'doctor',
    summary: 'look whether machine, repository and GitHub are as they must be, with the fix for each',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'report',
    summary: 'write one HTML file that shows who may do what, and the rule behind each answer',
    load: () => import('./report.ts'),
  },
  {
    name: 'completion',
    summary: 'print the script by which bash, zsh or fish completes a command line',
    load: () => import('./completion.ts'),
  },
];
