import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { memoized, memoizedText } from '../src/memo.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('memoizedText()', () => {
  it('works out each text once, also where the answer is nothing', () => {
    const asked: string[] = [];
    const length = memoizedText((text) => {
      asked.push(text);
      return text === '' ? undefined : text.length;
    });
    expect(['a', 'bc', 'a', '', ''].map(length)).to.equal([1, 2, 1, undefined, undefined]);
    expect(asked).to.equal(['a', 'bc', '']);
  });

  it('starts anew before it keeps too much, and still answers the same', () => {
    let made = 0;
    const upper = memoizedText((text) => {
      made++;
      return text.toUpperCase();
    });
    for (let number = 0; number < 10_001; number++) {
      expect(upper(`x${number}`)).to.equal(`X${number}`);
    }
    expect(upper('x10000')).to.equal('X10000');
    expect(made).to.equal(10_001);
    expect(upper('x0')).to.equal('X0');
    expect(made).to.equal(10_002);
  });
});

describe('a full memory', () => {
  it('still knows what it knew', () => {
    let made = 0;
    const length = memoizedText((text) => {
      made++;
      return text.length;
    });
    for (let number = 0; number < 10_000; number++) {
      length(`x${number}`);
    }
    expect([length('x0'), made]).to.equal([2, 10_000]);
  });
});

describe('memoized()', () => {
  it('works out each object once, also where the answer is nothing', () => {
    const asked: object[] = [];
    const nothing = memoized((key: object) => {
      asked.push(key);
    });
    const [one, other] = [{}, {}];
    expect([one, other, one].map(nothing)).to.equal([undefined, undefined, undefined]);
    expect(asked.length).to.equal(2);
  });
});
