import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Reader } from '@tinjis/manifests/reader';
import { answerOf, baseTree, fixtures } from './fixtures/fixture.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const folder = join(process.cwd(), '../delivery/testing/fixtures');
const base = baseTree(folder);
const reader = new Reader();

for (const kind of ['valid', 'invalid'] as const) {
  describe(`an example repository that is ${kind}`, () => {
    for (const fixture of fixtures(folder, kind)) {
      const why = readFileSync(join(fixture.folder, 'case.yaml'), 'utf8').split('\n', 1)[0]?.slice(2);
      it(`${fixture.name}: ${why}`, () => {
        const { exit, codes, text } = answerOf(fixture, base, reader);
        // Codes first, so that a reworded sentence breaks the text alone.
        expect(codes).to.equal([...fixture.codes]);
        expect(exit).to.equal(fixture.exit);
        expect(exit === 0).to.equal(kind === 'valid');
        expect(text).to.equal(readFileSync(join(fixture.folder, 'expected.txt'), 'utf8'));
      });
    }
  });
}
