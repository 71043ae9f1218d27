import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Request } from '@hapi/hapi';
import { refuseCrossSite } from '../../src/web/same-origin.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('refuseCrossSite', () => {
  const accepts = (headers: Record<string, string>): boolean => {
    try {
      refuseCrossSite({ headers, info: { host: 'antaeus.example:8000' } as Request['info'] });
      return true;
    } catch (error) {
      expect((error as { output: { statusCode: number } }).output.statusCode).to.equal(403);
      return false;
    }
  };

  it('lets through what the browser calls same-origin, and nothing else that it says', () => {
    expect(accepts({ 'sec-fetch-site': 'same-origin' })).to.be.true();
    for (const site of ['cross-site', 'same-site', 'none', '']) {
      expect(accepts({ 'sec-fetch-site': site, origin: 'http://antaeus.example:8000' }), site).to.be.false();
    }
  });

  it('goes by Origin where the browser says no more', () => {
    expect(accepts({ origin: 'http://antaeus.example:8000' })).to.be.true();
    expect(accepts({ origin: 'https://antaeus.example:8000' })).to.be.true();
    for (const origin of [
      'http://antaeus.example',
      'http://elsewhere.example:8000',
      'null',
      '',
      'antaeus.example:8000',
    ]) {
      expect(accepts({ origin }), origin).to.be.false();
    }
  });

  it('refuses a request that says nothing', () => {
    expect(accepts({})).to.be.false();
  });
});
