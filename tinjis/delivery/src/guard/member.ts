import type { DeveloperTeam, Teams } from '../model/teams.ts';

/** Who somebody is to the team file. */
export type Member =
  { readonly is: 'platform' | 'app' | 'stranger' } | { readonly is: 'developer'; readonly team: DeveloperTeam };

/**
 * Looks a login up. GitHub's logins do not mind upper and lower case.
 * The delivery app is known by `<slug>[bot]`: no person can take a login with brackets.
 */
export function memberOf(teams: Teams, login: string): Member {
  const lower = login.toLowerCase();
  const has = ({ members }: { readonly members: readonly string[] }) =>
    members.some((member) => member.toLowerCase() === lower);
  if (lower === `${teams.deliveryApp}[bot]`) return { is: 'app' };
  if (has(teams.platform)) return { is: 'platform' };
  const team = teams.developers.find(has);
  return team ? { is: 'developer', team } : { is: 'stranger' };
}
