import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';

export const lab = Lab.script();
const { describe, it } = lab;

/** Each import of a source, with its target as a path from `src`. */
function importsOf(file: string): { file: string; target: string }[] {
  const text = readFileSync(join('src', file), 'utf8');
  const targets = [...text.matchAll(/\b(?:from|import|import\() ?'(\.[^']*)'/g)].map(([, path]) => String(path));
  return targets.map((path) => ({ file, target: join(dirname(file), path) }));
}

describe('the folder for the original Antaeus', () => {
  it('is known to nobody but migrations, server and settings, which compose it in a line each', () => {
    const files = globSync('**/*.ts', { cwd: 'src' });
    const imports = files.flatMap(importsOf);
    const isUpstream = (path: string) => path.startsWith('upstream/');
    // The positive control: the expression finds the imports that there are.
    expect(imports.filter(({ file }) => isUpstream(file)).length).to.be.above(10);
    expect(imports.filter(({ file, target }) => !isUpstream(file) && isUpstream(target)).sort()).to.equal([
      { file: 'migrations.ts', target: 'upstream/migrations.ts' },
      { file: 'server.ts', target: 'upstream/plugin.ts' },
      { file: 'settings.ts', target: 'upstream/settings.ts' },
    ]);
  });
});
