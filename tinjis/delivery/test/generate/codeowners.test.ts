import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { codeowners } from '../../src/generate/codeowners.ts';
import { teamsWith } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('codeowners', () => {
  it('gives everything to the platform first, then each team its own folders', () => {
    const { path, text } = codeowners(teamsWith());
    expect(path).to.equal('.github/CODEOWNERS');
    expect(text.split('\n').filter((line) => line && !line.startsWith('#'))).to.equal([
      '* @tinjis/platform',
      '/services/payment/ @tinjis/payments',
      '/apps/payments/ @tinjis/payments',
      '/services/antaeus/ @tinjis/billing',
      '/apps/billing/ @tinjis/billing',
    ]);
  });
});
