import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { apiLimit, readPullRequestFiles } from '../../../src/load/proposal/pull-request-files.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const read = (value: unknown) => readPullRequestFiles(JSON.stringify(value));
const file = (filename: string) => ({ filename, status: 'modified', sha: 'x', additions: 1 });

describe('readPullRequestFiles', () => {
  it('takes both paths of a rename and one of a copy, each once', () => {
    const { paths, truncated } = read([
      file('a'),
      file('a'),
      { filename: 'c', previous_filename: 'b', status: 'renamed' },
      { filename: 'e', previous_filename: 'd', status: 'copied' },
    ]);
    expect(paths).to.equal(['a', 'b', 'c', 'e']);
    expect(truncated).to.be.false();
  });

  it('takes pages, as gh --slurp gives them, and an empty list', () => {
    expect(read([[file('a')], [file('b')]]).paths).to.equal(['a', 'b']);
    expect(read([]).paths).to.equal([]);
    expect(read([[]]).paths).to.equal([]);
  });

  it('says that a list as long as GitHub gives may be cut off, counting entries and not paths', () => {
    expect(read(Array.from({ length: apiLimit }, () => file('a'))).truncated).to.be.true();
    expect(read(Array.from({ length: apiLimit - 1 }, () => file('a'))).truncated).to.be.false();
  });

  for (const [what, text] of [
    ['no JSON', '[{'],
    ['an error message of the API', '{"message":"Not Found"}'],
    ['null', 'null'],
    ['names alone', '["a"]'],
    ['a file without status', '[{"filename":"a"}]'],
    ['a status nobody knows', '[{"filename":"a","status":"x"}]'],
    ['a rename without its source', '[{"filename":"a","status":"renamed"}]'],
    ['a number for a name', '[{"filename":1,"status":"added"}]'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => readPullRequestFiles(text)).to.throw(/the list of files is not what GitHub gives/);
    });
  }
});
