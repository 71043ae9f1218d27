import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { errorText, Failure } from '@tinjis/manifests/failure';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The single file from which a context can be used. KUBECONFIG may list several files, as for kubectl. Later commands
 * are given one file, wherever they are called.
 * @returns the file's absolute path
 * @throws Failure (found) where no file has the context, or its cluster or user is in another file
 */
export function kubeconfigOf(context: string, env: Environment = process.env): string {
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  const files =
    listed.length > 0 ? listed.map((file) => resolve(file)) : [join(env['HOME'] || homedir(), '.kube', 'config')];
  const known: string[] = [];
  // Missing files are ignored, as kubectl does.
  for (const file of files.filter((each) => existsSync(each))) {
    const config = read(file);
    const found = config.getContextObject(context);
    if (found && config.getCluster(found.cluster) && config.getUser(found.user)) return file;
    if (found) {
      throw new Failure('found', {
        what: `the context ${context} is in ${file}, and its cluster ${found.cluster} or its user ${found.user} is not`,
        fix: `put them into one file: kubectl config view --minify --flatten --context ${context} > FILE, and export KUBECONFIG=FILE`,
      });
    }
    known.push(...config.getContexts().map(({ name }) => name));
  }
  throw new Failure('found', {
    what: `there is no context ${context} in ${files.join(', ')}`,
    why: known.length > 0 ? `there is ${known.join(', ')}` : 'there is none at all',
    fix: 'name one of them; KUBECONFIG names other files',
  });
}

function read(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw new Failure('found', {
      what: `${file} cannot be read as a kubeconfig: ${errorText(error)}`,
      fix: 'fix it; KUBECONFIG names other files',
    });
  }
  return config;
}
