import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { runProcess } from '../process.ts';
import { withTemporaryFolder } from '../temporary.ts';
import type { PlainObject, RenderedObject } from './rendered.ts';
import type { Renderer } from './renderer.ts';

/**
 * What one process said about the folders it was given: the objects of each, in their order, or one message about them
 * all.
 */
export type Built = { readonly objects: readonly (readonly RenderedObject[])[] } | { readonly message: string };

const markFolder = 'render.tinjis.invalid/folder';
const markOrigin = 'config.kubernetes.io/origin';

/**
 * Renders folders of one cluster by one process, since starting kustomize costs more than rendering a service.
 *
 * A kustomization outside the checkout names them all; around each, one more marks its objects with the folder, so that
 * they are told apart again whatever order the version of kustomize prints them in.
 * @param root top folder of the repository, free of symbolic links
 * @param folders paths from it, with forward slashes
 */
export function build(renderer: Renderer, root: string, folders: readonly string[]): Promise<Built> {
  return withTemporaryFolder(async (temporary) => {
    await Promise.all(folders.map((folder, index) => wrap(temporary, String(index), join(root, folder))));
    const resources = folders.map((_, index) => String(index));
    await writeFile(
      join(temporary, 'kustomization.yaml'),
      JSON.stringify({ buildMetadata: ['originAnnotations'], resources }),
    );
    const { status, stdout, stderr } = await runProcess(renderer.command, [...renderer.build, temporary], {
      env: environment,
    });
    if (status !== 0)
      return {
        message: stderr
          .replaceAll(temporary + sep, '')
          .replaceAll(root + sep, '')
          .trim(),
      };
    return {
      objects: apart(stdout, folders.length, (origin) =>
        relative(root, resolve(temporary, origin)).split(sep).join('/'),
      ),
    };
  });
}

/**
 * No PATH, so that no git can be started; less garbage collection, since the process is short. One thread: processes
 * run side by side.
 */
const environment = { GOGC: '400', GOMAXPROCS: '1' };

async function wrap(temporary: string, name: string, folder: string): Promise<void> {
  const mark = {
    apiVersion: 'builtin',
    kind: 'AnnotationsTransformer',
    metadata: { name: 'folder' },
    annotations: { [markFolder]: name },
    fieldSpecs: [{ path: 'metadata/annotations', create: true }],
  };
  const wrapper = join(temporary, name);
  await mkdir(wrapper);
  // JSON is YAML, and quotes whatever a path may hold.
  await writeFile(
    join(wrapper, 'kustomization.yaml'),
    JSON.stringify({
      resources: [relative(wrapper, folder).split(sep).join('/')],
      transformers: [JSON.stringify(mark, null, 1)],
    }),
  );
}

function apart(
  stdout: string,
  folders: number,
  place: (origin: string) => string,
): readonly (readonly RenderedObject[])[] {
  const objects = Array.from({ length: folders }, (): RenderedObject[] => []);
  for (const document of loadAll(stdout, { schema: CORE_SCHEMA }) as PlainObject[]) {
    const { annotations: all, ...metadata } = document.metadata;
    const { [markFolder]: index, [markOrigin]: origin, ...annotations } = all as Record<string, string>;
    const object = {
      ...document,
      metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
    };
    (objects[Number(index)] as RenderedObject[]).push({ object, origin: place(originFile(String(origin))) });
  }
  return objects;
}

/** The annotation is YAML: `path` for what was read, `configuredIn` for what a generator made. */
function originFile(annotation: string): string {
  return annotation.replace(/^.*?(?:path|configuredIn): ([^\n]*).*$/s, '$1');
}
