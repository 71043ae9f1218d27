import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { doctorText } from '../../src/print/doctor.ts';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { styleFor } from '@tinjis/delivery/print/style';

export const lab = Lab.script();
const { describe, it } = lab;

const check = (group: string, health: HealthCheck['health']): HealthCheck => ({
  group,
  name: `a ${health} one`,
  health,
  found: 'this',
  needed: 'that',
  fix: 'do so',
});
const plain = styleFor({}, {});

describe('doctorText', () => {
  it('gives each check a line below its heading, and what is not right its fix', () => {
    expect(
      doctorText(
        [
          check('one', 'right'),
          check('one', 'wrong'),
          check('two', 'unknown'),
          check('two', 'notice'),
          check('two', 'right'),
        ],
        plain,
      ),
    ).to.equal(
      [
        'one',
        '✔ a right one: this',
        '✘ a wrong one: this, needed: that',
        '    fix: do so',
        '',
        'two',
        '? a unknown one: this, needed: that',
        '· a notice one: this',
        '    fix: do so',
        '✔ a right one: this',
        '',
        '2 right, 1 wrong, 1 not known',
      ].join('\n'),
    );
  });

  it('ends in the colour of the worst', () => {
    const colours = styleFor({}, { FORCE_COLOR: '1' });
    const last = (...all: HealthCheck[]) => doctorText(all, colours).split('\n').at(-1);
    expect(last(check('one', 'right'))).to.equal(colours.green('1 right, 0 wrong, 0 not known'));
    expect(last(check('one', 'unknown'))).to.equal(colours.yellow('0 right, 0 wrong, 1 not known'));
    expect(last(check('one', 'unknown'), check('one', 'wrong'))).to.equal(colours.red('0 right, 1 wrong, 1 not known'));
  });
});
