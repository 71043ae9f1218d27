import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { found, pathId } from '../../src/routes/id.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('pathId', () => {
  it('reads ids from 1 to the largest the database has', () => {
    expect(pathId('1')).to.equal(1);
    expect(pathId('2147483647')).to.equal(2_147_483_647);
  });

  it('takes anything else for an id that does not exist', () => {
    for (const text of ['0', '-1', '1.5', '1e3', '0x10', ' 1', '', 'pay', '2147483648', '99999999999', '１']) {
      expect(() => pathId(text), text).to.throw('Not Found');
    }
  });
});

describe('found', () => {
  it('hands on what there is, and answers 404 for nothing', () => {
    expect(found(0)).to.equal(0);
    expect(() => found(undefined)).to.throw('Not Found');
  });
});
