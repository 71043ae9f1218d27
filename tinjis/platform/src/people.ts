import { join } from 'node:path';
import type { Teams } from '@tinjis/delivery/model/teams';
import { keptSecret } from './kept-secrets.ts';

/**
 * Somebody of the team file, as whom one can try the platform. One password for Git and Argo CD, as an identity
 * provider would have it.
 */
export interface DemoPerson {
  readonly login: string;
  readonly team: string;
  readonly group: string;
  readonly role: 'platform' | 'developer';
  readonly password: string;
  readonly passwordFile: string;
  /** kubectl's configuration as this person. */
  readonly kubeconfig: string;
}

/** Everybody of the team file, with a password that is kept. */
export function peopleOf({ platform, developers }: Teams, secrets: string): readonly DemoPerson[] {
  return [platform, ...developers].flatMap(({ name: team, group, role, members }) =>
    members.map((login) => {
      const { value: password, file: passwordFile } = keptSecret(secrets, join('people', `${login}.password`));
      return {
        login,
        team,
        group,
        role,
        password,
        passwordFile,
        kubeconfig: join(secrets, 'people', `${login}.kubeconfig`),
      };
    }),
  );
}
