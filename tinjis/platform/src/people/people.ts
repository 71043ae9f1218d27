import { join } from 'node:path';
import type { Teams } from '@tinjis/delivery/model/teams';
import { keptSecret } from '../secrets/kept-secrets.ts';
import { compare, hash } from 'bcryptjs';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { secretText } from '@tinjis/cluster/kubernetes/objects';
import { argocdSecret } from '../installation.ts';

/**
 * A person in the team file, as whom you can try the platform. They have one password for Git and Argo CD, as with an
 * identity provider.
 */
export interface DemoPerson {
  readonly login: string;
  readonly team: string;
  readonly group: string;
  readonly role: 'platform' | 'developer';
  readonly password: string;
  readonly passwordFile: string;
  /** The kubectl configuration for this person. */
  readonly kubeconfig: string;
}

/** Everybody in the team file, each with a kept password. */
export function peopleOf({ platform, developers }: Teams, secrets: string): readonly DemoPerson[] {
  return [platform, ...developers].flatMap(({ name: team, group, role, members }) =>
    members.map((login) => {
      const { value: password, file: passwordFile } = keptSecret(secrets, join('people', `${login}.password`));
      const kubeconfig = join(secrets, 'people', `${login}.kubeconfig`);
      return { login, team, group, role, password, passwordFile, kubeconfig };
    }),
  );
}

/** Work factor of the password hashes: the same as Argo CD's own. */
const cost = 10;

/**
 * Gives people's Argo CD accounts their passwords. An account that already has its password keeps the hash, because a
 * new hash would end its sessions. The accounts themselves are in clusters/local/bootstrap/argocd-cm.yaml.
 */
export async function setPasswords(kubernetes: Kubernetes, people: readonly DemoPerson[]): Promise<void> {
  const secret = await kubernetes.get(argocdSecret);
  const changes: Record<string, string> = {};
  for (const { login, password } of people) {
    const key = `accounts.${login}.password`;
    const current = secretText(secret, key);
    if (current !== '' && (await compare(password, current))) continue;
    changes[key] = await hash(password, cost);
    changes[`accounts.${login}.passwordMtime`] = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  }
  if (Object.keys(changes).length > 0) await kubernetes.patch(argocdSecret, { stringData: changes });
}
