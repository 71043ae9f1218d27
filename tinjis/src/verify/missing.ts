import { generate } from '../generate/generate.ts';
import { clusterFolder } from '../model/layout.ts';
import type { At, Resource } from '../model/located.ts';
import type { ClusterModel } from '../model/model.ts';
import type { Context } from './promise.ts';

/** Where an object that is not there would stand: in the file that the generator writes it to. */
export function whereGenerated({ model, tree }: Context, { name: cluster }: ClusterModel, kind: string, name: string): At {
  const folder = `${clusterFolder(cluster)}/`;
  const object = new RegExp(`^kind: ${kind}\\nmetadata:\\n  name: ${name}$`, 'm');
  const file = generate(model.teams, tree).find(({ path, text }) => path.startsWith(folder) && object.test(text));
  return { file: file?.path ?? `${folder}kustomization.yaml`, line: 1 };
}

/** Where an object that people write would be listed: beside another of its folder. */
export function besideOf(other: Resource | undefined, { name: cluster }: ClusterModel): At {
  const folder = other?.at().file.replace(/\/[^/]*$/, '') ?? clusterFolder(cluster);
  return { file: `${folder}/kustomization.yaml`, line: 1 };
}
