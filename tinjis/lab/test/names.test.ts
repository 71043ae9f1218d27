import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';

export const lab = Lab.script();
const { describe, it } = lab;

const root = join(process.cwd(), '../..');

/** Names that several files export, each with the reason why it means the same everywhere. */
const exceptions: Readonly<Record<string, string>> = {
  command: 'each file of a command exports its own: `commands/list.ts` loads them alike',
  oracles: 'each folder of an oracle exports its own: `oracles/main.ts` loads them alike',
  suites: 'each folder of an oracle exports its own: `oracles/main.ts` loads them alike',
};

/**
 * Files by the name they define and export. A name that is only re-exported is defined elsewhere. The services are
 * programs of their own, with their own names.
 */
function definitions(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const file of globSync('tinjis/*/src/**/*.ts', { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    const pattern = /^export (?:abstract |async )?(?:function\*?|class|interface|type|const|let) (\w+)/gm;
    for (const name of new Set([...text.matchAll(pattern)].map(([, each = '']) => each))) {
      found.set(name, [...(found.get(name) ?? []), file]);
    }
  }
  return found;
}

describe('exported names', () => {
  const all = definitions();

  it('mean one thing: no two files define the same', () => {
    expect(all.size).to.be.above(900);
    const doubles = [...all].filter(([name, files]) => files.length > 1 && !Object.hasOwn(exceptions, name));
    expect(doubles.map(([name, files]) => `${name}: ${[...files].sort().join(', ')}`).sort()).to.equal([]);
  });

  it('are no exception where one file alone defines them', () => {
    expect(Object.keys(exceptions).filter((name) => (all.get(name) ?? []).length < 2)).to.equal([]);
  });
});
