import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Environment, userCache } from '@tinjis/manifests/cache';
import { Failure } from '@tinjis/manifests/failure';

/** The folders of one instance. Tinjis writes nothing else on the machine. */
export interface Folders {
  /**
   * Everything that survives a reboot: etcd, certificates, logs, secrets, the git server's repositories, the
   * description of the instance.
   */
  readonly state: string;
  /** Log files, one a daemon. Part of `state`. */
  readonly logs: string;
  /** Passwords and keys, readable by their owner alone (0700). Part of `state`. */
  readonly secrets: string;
  /**
   * Sockets, process files and namespaces, which a reboot makes void. Part of `state` for users other than root: kind
   * works without root, and only root may write to /run. A process file names the start of its process, so a file from
   * before a reboot matches no other process.
   */
  readonly run: string;
  /** Programs, packages and images, which every instance shares and `down` leaves. */
  readonly cache: string;
}

/** Parent of the state folders of all instances. */
export function stateRoot(env: Environment = process.env): string {
  return join(env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state'), 'tinjis');
}

/** The folder that every instance shares and `down` leaves. `findRenderer` looks for kustomize in it. */
export function clusterCache(env: Environment = process.env): string {
  return join(userCache(env), 'cluster');
}

/**
 * The folders of one instance, by the XDG base directory rules.
 * @param name the instance (`--name`): 1 to 30 lower-case letters, digits and dashes, a letter first
 * @param user number of the user; 0 is root
 * @throws Failure (misuse) for any other name: the name becomes part of paths, host names and control groups
 */
export function foldersOf(name: string, env: Environment = process.env, user = process.getuid?.()): Folders {
  if (!/^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/.test(name)) {
    throw new Failure('misuse', {
      what: `--name ${name} is not 1 to 30 lower-case letters, digits and dashes with a letter first and no dash last`,
      why: 'it becomes part of paths, host names and control groups',
      fix: 'choose another, such as --name tinjis-2',
    });
  }
  const state = join(stateRoot(env), name);
  return {
    state,
    logs: join(state, 'logs'),
    secrets: join(state, 'secrets'),
    run: user === 0 ? `/run/tinjis-${name}` : join(state, 'run'),
    cache: clusterCache(env),
  };
}
