import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { figureLine } from '../../src/bench/measure.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a figure of the bench', () => {
  it('says whether what was aimed at is reached', () => {
    expect(figureLine({ what: 'up', value: 61.234, unit: 's', aim: 90 })).to.match(/^up +61\.23 s {3}✔ \(aim: 90 s\)$/);
    expect(figureLine({ what: 'up', value: 90.01, unit: 's', aim: 90 })).to.match(/^up +90\.01 s {3}✘ \(aim: 90 s\)$/);
    expect(figureLine({ what: 'up', value: Number.NaN, unit: 's', aim: 90 })).to.match(/^up +NaN s {3}✘/);
  });

  it('has no more digits than it is worth', () => {
    expect(figureLine({ what: 'up', value: 123.456, unit: 's' })).to.match(/ 123\.5 s$/);
    expect(figureLine({ what: 'up', value: 31.27, unit: 'min' })).to.match(/ 31\.3 min$/);
    expect(figureLine({ what: 'memory', value: 1767.07, unit: 'MiB' })).to.match(/ 1767 MiB$/);
  });
});
