import type { Teams } from '../../model/teams.ts';

/** Pages outside the delivery folders that name the owner of the repository. */
export const pages = ['README.md', 'SECURITY.md'] as const;

/**
 * A page under the new owner: with the new repository and registry. The first page also says whose repository it is,
 * since everything below explains the tool by the example.
 */
export function adoptedPage(name: (typeof pages)[number], text: string, before: Teams, after: Teams): string {
  const path = (teams: Teams): string => new URL(teams.repository).pathname.slice(1);
  const page = text.replaceAll(before.registry, after.registry).replaceAll(path(before), path(after));
  const note = `> **The delivery repository of ${after.organisation}.** Its teams and services are in \`policies/teams.yaml\`. This page explains the tool by an example:
> the teams payments and billing with their services payment and Antaeus. \`tinjis adopt\` removed them from what is delivered;
> their programs stay in \`services/\` for \`npm start\`.
`;
  return name === 'README.md' && after.developers.length === 0 ? page.replace(/^# .*\n/, `$&\n${note}`) : page;
}
