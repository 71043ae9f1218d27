import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Reader } from '@tinjis/manifests/reader';
import type { Entries } from '../src/entry.ts';
import { readingFindings } from '../src/print/findings.ts';
import { deliveryPromises } from '../src/verify/promises.ts';
import { caseFindings } from '../src/verify/tally.ts';
import type { Report } from '../src/verify/verify.ts';
import { answerOf, baseTree, fixtures } from './fixtures/fixture.ts';
import { snapshots } from './fixtures/snapshots.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const folder = join(process.cwd(), 'testing/fixtures');
const base = baseTree(folder);
const reader = new Reader();
const declared = new Map<string, Entries>([
  ['followed', readingFindings],
  ...deliveryPromises.map(({ name, findings }) => [name, { ...findings, ...caseFindings }] as const),
]);

for (const kind of ['valid', 'invalid'] as const) {
  describe(`an example repository that is ${kind}`, () => {
    for (const fixture of fixtures(folder, kind)) {
      it(`${fixture.name}: ${fixture.why}`, async () => {
        const { exit, codes, prints, json } = await answerOf(fixture, base, reader);
        // Codes first: a reworded sentence breaks the text alone.
        expect(codes).to.equal([...fixture.codes]);
        expect(exit).to.equal(fixture.exit);
        expect(exit === 0).to.equal(kind === 'valid');
        expect(prints).to.equal(fixture.prints);
        for (const { name, breaches } of (json as Partial<Report>).proofs ?? []) {
          const foreign = breaches.filter(({ code }) => !Object.hasOwn(declared.get(name) as Entries, code));
          expect(foreign, `findings that the promise ${name} does not declare`).to.equal([]);
          // A team can change nothing outside its own folders.
          if (fixture.edits.length === 0 || !fixture.edits.every(({ file }) => file.startsWith('apps/'))) continue;
          const elsewhere = breaches.filter(({ at }) => !at.file.startsWith('apps/')).map(({ at }) => at.file);
          expect(elsewhere, `places of ${name} that the author of the change cannot edit`).to.equal([]);
        }
      });
    }
  });
}

describe('a whole answer', () => {
  for (const { name, command } of snapshots) {
    it(`is printed as ${name} has it`, async () => {
      const asked = { name, command, why: '', file: name, exit: 0, codes: [], edits: [] };
      expect((await answerOf(asked, base, reader)).text).to.equal(readFileSync(join(folder, name), 'utf8'));
    });
  }
});
