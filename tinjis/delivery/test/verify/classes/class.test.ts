import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { proveClasses, Roster } from '../../../src/verify/classes/class.ts';
import { Tally } from '../../../src/verify/tally.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const numbers = fc.uniqueArray(fc.nat(20), { maxLength: 12 });
const breach = (
  member: number,
): { code: string; args: Record<string, string>; at: { file: string; line: number } } => ({
  code: 'x',
  args: { member: String(member) },
  at: { file: 'x.yaml', line: 1 },
});

describe('Roster', () => {
  it('puts every member into exactly one class, and nothing else', () => {
    fc.assert(
      fc.property(numbers, numbers, (all, apart) => {
        const classes = new Roster(all).classes(apart);
        const members = classes.flatMap((each) => each.members());
        expect(members.toSorted()).to.equal(all.toSorted());
        for (const each of classes) {
          expect(each.members()[0]).to.equal(each.first);
          expect(each.members()).to.have.length(each.size);
        }
      }),
    );
  });

  it('leaves what stands apart alone, and all others together', () => {
    const classes = new Roster([1, 2, 3, 4]).classes([3]);
    expect(classes.map((each) => each.members())).to.equal([[3], [1, 2, 4]]);
    expect(new Roster([1]).classes([1]).map((each) => each.members())).to.equal([[1]]);
  });

  it('adds what is on no roster only where that is to be asked', () => {
    expect(new Roster([1]).classes([9]).map(({ first }) => first)).to.equal([1]);
    expect(new Roster([1]).classes([9], 'asked').map(({ first, size, members }) => [first, size, members()])).to.equal([
      [9, 1, [9]],
      [1, 1, [1]],
    ]);
  });
});

describe('proveClasses()', () => {
  it('asks one of each class, and counts the cases of all', () => {
    const asked: number[] = [];
    const tally = new Tally();
    proveClasses(new Roster([1, 2, 3, 4]).classes([4]), tally, (member) => {
      asked.push(member);
      tally.hold(true, () => breach(member));
      tally.hold(true, () => breach(member));
    });
    expect(asked).to.equal([4, 1]);
    expect([tally.cases, tally.byClass, tally.breaches.length]).to.equal([8, 4, 0]);
  });

  it('asks all of a class of which one is a breach, so that each is named', () => {
    const tally = new Tally();
    proveClasses(new Roster([1, 2, 3, 4]).classes([4]), tally, (member) => {
      tally.hold(member === 4, () => breach(member));
    });
    expect(tally.breaches.map(({ args }) => args['member'])).to.equal(['1', '2', '3']);
    expect([tally.cases, tally.byClass]).to.equal([4, 0]);
  });
});
