import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { showProgress } from '../../src/seed/progress.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('showProgress', () => {
  const shown = (isTTY: boolean) => {
    let text = '';
    const tell = showProgress(
      {
        isTTY,
        write: (more) => {
          text += more;
        },
      },
      'invoices',
    );
    for (let done = 5; done <= 100; done += 5) {
      tell(done, 100);
    }
    return text;
  };

  it('writes one line that grows on a terminal', () => {
    const text = shown(true);
    expect(text).to.contain('\r[##########..........] 50 of 100 invoices');
    expect(text).to.endWith('\r[####################] 100 of 100 invoices\n');
    expect(text.split('\n')).to.have.length(2);
  });

  it('writes a line at each tenth elsewhere', () => {
    const lines = shown(false).trimEnd().split('\n');
    expect(lines).to.have.length(11);
    expect(lines.at(-1)).to.equal('100 of 100 invoices');
  });
});
