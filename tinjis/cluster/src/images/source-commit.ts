import { imageInputs } from '@tinjis/manifests/image-inputs';
import { runOrFail } from '../process/run.ts';

/** The source of a service's image. */
export interface ServiceSource {
  /** TEAM/SERVICE, as in `tinjis bump`. */
  readonly service: string;
  /** Folder of a git repository, with or without files checked out. */
  readonly repository: string;
  /** Commit that is to run; a branch works as well. */
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
 * The last commit that changed an input of a service's image.
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
  // An empty path is the whole repository; then every commit counts.
  const paths = inputs.includes('') ? [] : inputs;
  return (await runOrFail('git', ['-C', repository, 'log', '-1', '--format=%H', revision, '--', ...paths])).trim();
}
