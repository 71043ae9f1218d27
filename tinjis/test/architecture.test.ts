import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';

export const lab = Lab.script();
const { describe, it } = lab;

const source = join(process.cwd(), 'src');
const files = globSync('**/*.ts', { cwd: source })
  .map((file) => file.replaceAll('\\', '/'))
  .sort();

interface Import {
  readonly from: string;
  /** File within src, or the name of a module. */
  readonly to: string;
  readonly typesOnly: boolean;
}

const imports = files.flatMap((from): Import[] =>
  [...readFileSync(join(source, from), 'utf8').matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from '([^']+)'/gm)].map(
    ([, types, name = '']) => ({
      from,
      to: name.startsWith('.') ? normalize(join(dirname(from), name)).replaceAll('\\', '/') : name,
      typesOnly: types !== undefined,
    }),
  ),
);

const folderOf = (path: string): string => path.split('/')[0] ?? '';

/** Rules on imports: which files, what they may not import, and why. */
const rules: readonly { readonly because: string; forbids(each: Import): boolean }[] = [
  {
    because: 'an evaluator decides on what it is given: it reads no files and starts no programs',
    forbids: ({ from, to }) =>
      folderOf(from) === 'decide' &&
      ['load', 'io', 'commands', 'render', 'verify', 'plan', 'generate'].includes(folderOf(to)),
  },
  {
    because: 'a model knows nothing of who reads, judges or prints it',
    forbids: ({ from, to, typesOnly }) =>
      folderOf(from) === 'model' &&
      !typesOnly &&
      ['load', 'io', 'commands', 'render', 'verify', 'decide', 'plan'].includes(folderOf(to)),
  },
  {
    because: 'reading judges nothing',
    forbids: ({ from, to, typesOnly }) =>
      folderOf(from) === 'load' && !typesOnly && ['decide', 'commands', 'render', 'verify'].includes(folderOf(to)),
  },
  {
    because: 'what prints knows types, sentences and nothing else',
    forbids: ({ from, to, typesOnly }) =>
      folderOf(from) === 'render' && !typesOnly && ['load', 'io', 'verify', 'commands', 'plan'].includes(folderOf(to)),
  },
  {
    because: 'nothing but the frame calls a command',
    forbids: ({ from, to, typesOnly }) =>
      folderOf(to) === 'commands' && !typesOnly && !['commands', 'cli.ts'].includes(folderOf(from)),
  },
  {
    because: 'a proof is made from data, so that it holds for a tree that is on no disk',
    forbids: ({ from, to }) =>
      folderOf(from) === 'verify' && (folderOf(to) === 'io' || /tree\/(?:disk|git)\.ts$/.test(to)),
  },
  {
    because: 'disk and processes have their places',
    forbids: ({ from, to }) =>
      ['node:fs', 'node:fs/promises', 'node:child_process'].includes(to) &&
      ['decide', 'model', 'render', 'diagnose', 'verify', 'generate'].includes(folderOf(from)),
  },
  {
    because: 'a layer decides by itself: what combines the layers is above them',
    forbids: ({ from, to }) =>
      /^decide\/(?:argocd|rbac|admission|network|git)\//.test(from) &&
      /^decide\/(?:answer\/|(?:rules|combine)\.ts)/.test(to),
  },
];

describe('the sources', () => {
  for (const { because, forbids } of rules) {
    it(`keep to their places: ${because}`, () => {
      expect(imports.filter(forbids).map(({ from, to }) => `${from} → ${to}`)).to.equal([]);
    });
  }

  it('are looked at: there are imports in every folder the rules name', () => {
    expect(imports.length).to.be.above(200);
    expect(imports.some(({ from, to }) => folderOf(from) === 'decide' && folderOf(to) === 'model')).to.be.true();
  });

  it('exit in one place only', () => {
    const exiting = files.filter((file) => /process\.exit(?:Code)?\b/.test(readFileSync(join(source, file), 'utf8')));
    expect(exiting.filter((file) => file !== 'main.ts' && !file.startsWith('start'))).to.equal([]);
  });
});
