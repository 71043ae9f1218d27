import { clusterFolder } from '../model/layout.ts';
import type { At } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../model/model.ts';
import type { Context } from './promise.ts';

/** Where an object that is not there would stand: in the file that the generator writes it to. */
export function whereGenerated(
  { generated }: Context,
  cluster: ClusterModel,
  kind: string,
  name: string,
  namespace?: string,
): At {
  const folders = [`${clusterFolder(cluster.name)}/`, 'clusters/base/'];
  const inNamespace = namespace === undefined ? '' : `\\n  namespace: ${namespace}`;
  const object = new RegExp(`^kind: ${kind}\\nmetadata:\\n  name: ${name}${inNamespace}$`, 'm');
  const file = generated.find(
    ({ path, text }) => folders.some((folder) => path.startsWith(folder)) && object.test(text),
  );
  return { file: file?.path ?? `${folders[0]}kustomization.yaml`, line: 1 };
}

/**
 * Where an object that people write for a namespace would be listed: beside the others of clusters/base that are in it.
 */
export function besideOthers({ governance, name: cluster }: ClusterModel, namespace: string): At {
  const own = [
    governance.get('/Namespace', namespace),
    ...governance.all.filter(({ object: { metadata } }) => metadata.namespace === namespace),
  ];
  const other = own.find((resource) => resource?.at().file.startsWith('clusters/base/'));
  const folder = other?.at().file.replace(/\/[^/]*$/, '') ?? clusterFolder(cluster);
  return { file: `${folder}/kustomization.yaml`, line: 1 };
}
