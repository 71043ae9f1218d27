import type { Git } from '@tinjis/delivery/load/proposal/git';
import type { Service } from '@tinjis/delivery/model/teams';

/**
 * The branch on which a new image of a service is proposed to a cluster: one each, so that a newer image replaces the
 * older proposal.
 */
export function proposalBranch({ team, name }: Pick<Service, 'team' | 'name'>, cluster: string): string {
  return `deliver/${cluster}/${team}/${name}`;
}

/** What is proposed and not merged, as it was fetched last; undefined where nothing is. */
export function proposedRef(git: Git, service: Pick<Service, 'team' | 'name'>, cluster: string): string | undefined {
  const ref = `refs/remotes/origin/${proposalBranch(service, cluster)}`;
  return git.objects([`${ref}^{commit}`])[0] && ref;
}
