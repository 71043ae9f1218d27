import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { mark } from '@tinjis/delivery/model/generated';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { styleFor } from '@tinjis/delivery/print/style';
import { writesText } from '../../src/print/writes.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const tree = memoryTree({ 'a.yaml': 'one\ntwo\nthree\n', 'b.yaml': `${mark}\nold\n`, 'c.yaml': 'c\n' });
const writes = {
  'a.yaml': `one\n2${'x'.repeat(200)}\nthree\n`,
  'b.yaml': `${mark}\nnew\n`,
  'c.yaml': null,
  'd.yaml': 'd\n',
};

describe('writesText()', () => {
  it('shows how hand-written files change, and names the others', () => {
    expect(writesText(tree, writes, styleFor({}, {}))).to.equal(
      ['~ a.yaml', '    -two', `    +2${'x'.repeat(58)}… (202 characters)`, '~ b.yaml', '- c.yaml', '+ d.yaml'].join(
        '\n',
      ),
    );
  });

  it('colours what comes and goes on a terminal', () => {
    expect(writesText(tree, { 'c.yaml': null }, styleFor({ isTTY: true }, {}))).to.equal(
      '\u001b[31m- c.yaml\u001b[39m',
    );
  });
});
