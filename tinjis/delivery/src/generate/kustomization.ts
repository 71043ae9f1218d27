import { generated, type GeneratedFile } from './generated.ts';

/** A kustomization that lists the files of its own folder, and nothing more. */
export function kustomization(folder: string, files: readonly GeneratedFile[], comment = ''): GeneratedFile {
  const names = files.map(({ path }) => path.slice(folder.length + 1)).sort();
  return resourceList(`${folder}/kustomization.yaml`, names, comment);
}

/** A kustomization that lists files or folders. */
export function resourceList(path: string, resources: readonly string[], comment = ''): GeneratedFile {
  return generated(
    path,
    `${comment}
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${resources.map((name) => `  - ${name}`).join('\n')}
`,
  );
}
