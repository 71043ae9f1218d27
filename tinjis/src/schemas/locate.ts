import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesOf } from '../load/resources.ts';
import { readYaml } from '../load/yaml/read-yaml.ts';
import type { At, FieldPath, KubernetesObject, Resource } from '../model/located.ts';

/**
 * Finds where a field of a rendered object was written: in the file the object came from or, where it is not there,
 * in a patch of the folder that was rendered. Failing both, where the object begins.
 * @param root top folder of the repository
 * @param folder the folder that was rendered
 * @param origin the file kustomize says the object came from
 */
export function locate(root: string, folder: string, origin: string, object: KubernetesObject, path: FieldPath): At {
  const files = [origin, ...manifests(join(root, folder)).map((name) => `${folder}/${name}`)];
  const written = files.flatMap((file) => named(root, file, object));
  const [field] = written.filter((each) => has(each.object, path));
  return (field ?? written[0])?.at(path) ?? { file: origin, line: 1 };
}

function manifests(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).sort();
}

function named(root: string, file: string, { kind, metadata: { name } }: KubernetesObject): readonly Resource[] {
  return readYaml(file, readFileSync(join(root, file), 'utf8')).documents
    .flatMap((document) => resourcesOf(document) ?? [])
    .filter(({ object }) => object.kind === kind && object.metadata.name === name);
}

function has(object: unknown, path: FieldPath): boolean {
  return path.reduce<unknown>((value, step) => (Object(value) as Record<string | number, unknown>)[step], object) !== undefined;
}
