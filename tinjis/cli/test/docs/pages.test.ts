import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { filesBelow } from '@tinjis/manifests/tree/tree';
import { organisation } from '@tinjis/delivery/testing/organisation';
import { commands } from '../../src/commands/list.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const root = join(process.cwd(), '../..');
const listed = execFileSync('git', ['ls-files', '-z', '--', '*.md'], { cwd: root, encoding: 'utf8' }).split('\0');
const pages = listed.filter((page) => page !== '' && !page.includes('/fixtures/') && existsSync(join(root, page)));
/** Scripts of the package around a page, and of the whole repository. */
function scriptsFor(page: string): readonly string[] {
  const packages = [dirname(page), '.']
    .map((folder) => join(root, folder, 'package.json'))
    .filter((file) => existsSync(file));
  return packages.flatMap((file) =>
    Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { scripts?: object }).scripts ?? {}),
  );
}
/** Folders of the repository: a word that begins with one of these is a path. */
const folders = ['apps', 'clusters', 'policies', 'services', 'tinjis', 'docs', '.github', '.ci'];

/** The pages explain the tool by the example organisation, which is not what every repository delivers. */
const isOfExample = (path: string): boolean =>
  organisation.kind(path) !== undefined || filesBelow(organisation, path).length > 0;

/** The things that a page names but that do not exist. */
function missing(page: string, text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => String(target))
    .filter((target) => !/^[a-z]+:/.test(target));
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => String(code));
  // A placeholder (`<team>`, TEAM, `*`, …) names no file.
  const words = inline
    .flatMap((code) => code.split(/[\s,:()]+/))
    .filter((word) => folders.some((folder) => word.startsWith(`${folder}/`)));
  const paths = words.filter((word) => !/[<>*{}…$]|[A-Z]{3,}(?!\w*\.md)/.test(word));
  const scripts = scriptsFor(page);
  const named = [...text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => String(name));
  const called = [...text.matchAll(/\bnpx tinjis ([a-z]+)\b/g)].map(([, name]) => String(name));
  return [
    ...links
      .filter((target) => !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: link ${target}`),
    ...paths
      .map((path) => path.replace(/[.'"/]+$/, ''))
      .filter((path) => !existsSync(join(root, path)) && !isOfExample(path))
      .map((path) => `${page}: path ${path}`),
    ...named.filter((name) => !scripts.includes(name)).map((name) => `${page}: npm run ${name}`),
    ...called
      .filter((name) => !commands.some((command) => command.name === name))
      .map((name) => `${page}: tinjis ${name}`),
  ];
}

describe('the pages', () => {
  it('name only files, scripts and commands that are there', () => {
    expect(pages.flatMap((page) => missing(page, readFileSync(join(root, page), 'utf8')))).to.equal([]);
    expect(pages.length).to.be.above(20);
  });

  it('would be found out if they did not', () => {
    const text =
      'see [this](nowhere.md) and [that](../README.md#top), `tinjis/src/gone.ts` and `docs/`, `apps/<team>/x`; npm run nothing; `npx tinjis dance`';
    expect(missing('docs/x.md', text)).to.equal([
      'docs/x.md: link nowhere.md',
      'docs/x.md: path tinjis/src/gone.ts',
      'docs/x.md: npm run nothing',
      'docs/x.md: tinjis dance',
    ]);
  });
});
