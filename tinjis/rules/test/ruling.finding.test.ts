import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type Finding, inOrder } from '../src/ruling.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const finding = (file: string, line: number, code = 'a/b', args = {}): Finding => ({ code, args, at: { file, line } });

describe('findings', () => {
  it('are ordered by file, line, code and words, whatever the order they were made in', () => {
    const sorted = [
      finding('a.yaml', 2),
      finding('a.yaml', 10),
      finding('b.yaml', 1, 'a/b'),
      finding('b.yaml', 1, 'a/c', { who: 'alice' }),
      finding('b.yaml', 1, 'a/c', { who: 'bob' }),
    ];
    expect(inOrder([...sorted].reverse())).to.equal(sorted);
    expect(inOrder(sorted)).to.equal(sorted);
  });

  it('stay as they are given: the order is a new list, and equals keep their places', () => {
    const given = [finding('b.yaml', 1), finding('a.yaml', 1), finding('a.yaml', 1)];
    expect(inOrder(given)[0]).to.shallow.equal(given[1]);
    expect(given[0]?.at.file).to.equal('b.yaml');
  });
});
