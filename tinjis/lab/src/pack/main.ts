/**
 * `npm run pack -- FOLDER`: packs `@tinjis/rules` and `@tinjis/manifests` as JavaScript with declarations, for use
 * outside this repository. Prints the path of each tarball.
 *
 * Within the repository the packages are TypeScript, which Node does not run below node_modules. So their sources are
 * compiled into a scratch folder, where the exports of the copied package.json point to the same names.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const workspaces = resolve(import.meta.dirname, '../../..');
/** The content of a package beside its sources. */
const beside = {
  rules: ['README.md', 'src'],
  manifests: ['README.md', 'schemas', 'package-folder.cjs', 'package-folder.d.cts'],
};

const [into] = process.argv.slice(2);
if (into === undefined) throw new Error('name the folder for the tarballs: npm run pack -- FOLDER');
const target = resolve(into);
mkdirSync(target, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'tinjis-pack-'));
try {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const config = resolve(import.meta.dirname, '../../pack.tsconfig.json');
  execFileSync(process.execPath, [tsc, '-p', config, '--outDir', scratch], { stdio: ['ignore', 2, 2] });
  for (const [name, files] of Object.entries(beside)) {
    const [from, copy] = [join(workspaces, name), join(scratch, name)];
    for (const file of files) {
      cpSync(join(from, file), join(copy, file), { recursive: true, filter: (each) => !each.endsWith('.ts') });
    }
    const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Readonly<Record<string, object>>;
    const compiled = { types: './src/*.d.ts', default: './src/*.js' };
    writeFileSync(
      join(copy, 'package.json'),
      JSON.stringify({
        ...manifest,
        scripts: {},
        exports: { ...manifest['exports'], './testing/*': null, './*': compiled },
      }),
    );
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const packed = execFileSync(npm, ['pack', '--silent', '--pack-destination', target], {
      cwd: copy,
      encoding: 'utf8',
    });
    process.stdout.write(`${join(target, packed.trim())}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
