import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { byGit } from '../../../src/answer/git.ts';
import { type Person, stranger } from '../../../src/model/identity.ts';
import type { Model } from '../../../src/model/model.ts';
import { PeopleByOwner } from '../../../src/verify/classes/alike.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const person = (login: string, ...teams: string[]): Person => ({ ...stranger(login), teams });
const people = [person('ann', 'a'), person('Bob', 'b'), person('bee', 'b'), person('cy', 'c'), person('stranger')];

function model(text: string | undefined): Model {
  const teams = { organisation: 'org' } as Model['teams'];
  return {
    teams,
    kinds: [],
    clusters: [],
    paths: [],
    ...(text !== undefined && { codeowners: { file: 'CODEOWNERS', text } }),
  };
}

function classes(text: string | undefined, path: string, ...apart: Person[]): string[][] {
  const given = model(text);
  return new PeopleByOwner(given.teams, people)
    .classes(given, path, apart)
    .map((each) => each.members().map(({ login }) => login));
}

describe('PeopleByOwner', () => {
  it('answers for each member as for the first, whatever CODEOWNERS says', () => {
    const owner = fc.constantFrom('@ann', '@bob', '@ORG/b', '@org/a', '@org/nobody', '@stranger', 'cy@example.org');
    const line = fc
      .tuple(fc.constantFrom('*', '/x/', '/x/y', 'y', '/z/'), fc.array(owner, { maxLength: 3 }))
      .map(([pattern, owners]) => [pattern, ...owners].join(' '));
    const verdicts = { allow: 0, deny: 0, unknown: 0, 'not-applicable': 0 };
    fc.assert(
      fc.property(
        fc.option(fc.array(line, { maxLength: 4 }), { nil: undefined }),
        fc.constantFrom('x/y', 'x/w', 'z/y', 'v'),
        (lines, path) => {
          const given = model(lines?.join('\n'));
          const found = new PeopleByOwner(given.teams, people).classes(given, path);
          expect(found.reduce((sum, { size }) => sum + size, 0)).to.equal(people.length);
          for (const { first, members } of found) {
            const { verdict } = byGit(given, first, path);
            verdicts[verdict] += members().length - 1;
            for (const member of members()) {
              expect(byGit(given, member, path).verdict).to.equal(verdict);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(Math.min(verdicts.allow, verdicts.deny), JSON.stringify(verdicts)).to.be.above(50);
  });

  it('sets apart whom the deciding line names, by login or by team, in any case', () => {
    expect(classes('/x @BOB @Org/A', 'x')).to.equal([['Bob'], ['ann'], ['bee', 'cy', 'stranger']]);
    expect(classes('/x @org/b', 'x')).to.equal([['Bob'], ['bee'], ['ann', 'cy', 'stranger']]);
  });

  it('finds all alike where nobody is named, and sets apart whom it is told to', () => {
    expect(classes('/x', 'x')).to.equal([['ann', 'Bob', 'bee', 'cy', 'stranger']]);
    expect(classes(undefined, 'x')).to.equal([['ann', 'Bob', 'bee', 'cy', 'stranger']]);
    expect(classes('/x', 'x', ...people.slice(3, 4))).to.equal([['cy'], ['ann', 'Bob', 'bee', 'stranger']]);
  });
});
