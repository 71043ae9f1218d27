import { folderOf, type Tree } from '../tree/tree.ts';
import { resourcesOf, readYaml } from '../yaml/read-yaml.ts';
import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';

/**
 * Finds where a field of a rendered object was written: in the file the object came from or, where it is not there,
 * in a patch of the folder that was rendered. Failing both, where the object begins.
 * @param tree what was rendered
 * @param folder the folder that was rendered
 * @param origin the file kustomize says the object came from
 */
export function locate(tree: Tree, folder: string, origin: string, object: KubernetesObject, path: FieldPath): At {
  const files = [origin, ...tree.paths.filter((path) => folderOf(path) === folder && /\.ya?ml$/.test(path))];
  const written = files.flatMap((file) => named(tree, file, object));
  const [field] = written.filter((each) => has(each.object, path));
  return (field ?? written[0])?.at(path) ?? { file: origin, line: 1 };
}

function named(tree: Tree, file: string, { kind, metadata: { name } }: KubernetesObject): readonly Resource[] {
  return readYaml(file, tree.text(file))
    .documents.flatMap((document) => resourcesOf(document) ?? [])
    .filter(({ object }) => object.kind === kind && object.metadata.name === name);
}

function has(object: unknown, path: FieldPath): boolean {
  return (
    path.reduce<unknown>((value, step) => (Object(value) as Record<string | number, unknown>)[step], object) !==
    undefined
  );
}
