import { join } from 'node:path';
import { kubernetesUser, localAccounts, namedPeople } from '@tinjis/delivery/model/identity';
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
  /** What Kubernetes calls them. */
  readonly user: string;
  /** The teams in which they have a role. */
  readonly team: string;
  readonly groups: readonly string[];
  readonly role: 'platform' | 'developer' | 'reader';
  readonly password: string;
  readonly passwordFile: string;
  /** The kubectl configuration for this person. */
  readonly kubeconfig: string;
}

/** Everybody in the team file, each with a kept password. */
export function peopleOf(teams: Teams, secrets: string): readonly DemoPerson[] {
  return namedPeople(teams).map((person) => {
    const { login, groups } = person;
    const { value: password, file: passwordFile } = keptSecret(secrets, join('people', `${login}.password`));
    const kubeconfig = join(secrets, 'people', `${login}.kubeconfig`);
    const role = person.teams.includes(teams.platform.name)
      ? 'platform'
      : person.teams.length > 0
        ? 'developer'
        : 'reader';
    const team = [...new Set([...person.teams, ...person.sees])].join(', ');
    return { login, user: kubernetesUser(person).user, team, groups, role, password, passwordFile, kubeconfig };
  });
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
  const accounts = localAccounts(people.map(({ login }) => login));
  for (const { login, password } of people.filter((person) => accounts.includes(person.login))) {
    const key = `accounts.${login}.password`;
    const current = secretText(secret, key);
    if (current !== '' && (await compare(password, current))) continue;
    changes[key] = await hash(password, cost);
    changes[`accounts.${login}.passwordMtime`] = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  }
  if (Object.keys(changes).length > 0) await kubernetes.patch(argocdSecret, { stringData: changes });
}
