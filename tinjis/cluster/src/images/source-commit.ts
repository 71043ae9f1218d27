import { imageInputs } from '@tinjis/manifests/image-inputs';
import { runOrFail } from '../process/run.ts';

/** What a service's image is built from. */
export interface ServiceSource {
  /** TEAM/SERVICE, as in `tinjis bump`. */
  readonly service: string;
  /** Folder of a git repository, with or without files checked out. */
  readonly repository: string;
  /** Commit that is to run; a branch does as well. */
  readonly revision: string;
}

/** Name of the service without its team. */
export function serviceNameOf({ service }: ServiceSource): string {
  return service.slice(service.indexOf('/') + 1);
}

/** Path of its Dockerfile in the repository. */
export function dockerfileOf(source: ServiceSource): string {
  return `services/${serviceNameOf(source)}/Dockerfile`;
}

/**
 * The last commit that changed anything a service's image is built from.
 * @returns the full SHA
 * @throws Error when there is no such revision, or no Dockerfile in it
 */
export async function sourceCommit(source: ServiceSource): Promise<string> {
  const { repository, revision } = source;
  const dockerfile = dockerfileOf(source);
  const inputs = imageInputs(
    dockerfile,
    await runOrFail('git', ['-C', repository, 'show', `${revision}:${dockerfile}`]),
  );
  // An empty path is the whole repository: every commit counts then.
  const paths = inputs.includes('') ? [] : inputs;
  return (await runOrFail('git', ['-C', repository, 'log', '-1', '--format=%H', revision, '--', ...paths])).trim();
}
