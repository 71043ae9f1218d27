import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { mark } from '@tinjis/delivery/model/generated';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { styleFor } from '@tinjis/delivery/print/style';
import { driftJson, driftText, writesText } from '../../src/print/writes.ts';

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

const style = styleFor({}, {});
const drift = [
  { path: 'clusters/a.yaml', found: 'one\ntwo\n', wanted: 'one\nthree\n' },
  { path: 'clusters/b.yaml', wanted: 'new\n' },
  { path: 'clusters/c.yaml', found: 'old\n' },
];

describe('driftText', () => {
  it('says that all is well', () => {
    expect(driftText({ drift: [], total: 7, written: false }, style)).to.equal(
      '✔ all 7 generated files are as policies/teams.yaml gives them',
    );
  });

  it('shows a patch that git can apply, coloured on a terminal', () => {
    const text = driftText({ drift, total: 7, written: false }, style);
    expect(text).to.contain('--- a/clusters/a.yaml\n+++ b/clusters/a.yaml\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n');
    expect(text).to.contain('--- /dev/null\n+++ b/clusters/b.yaml\n');
    expect(text).to.contain('--- a/clusters/c.yaml\n+++ /dev/null\n');
    expect(text).to.contain('✘ 3 files are not as policies/teams.yaml gives them\nChange policies/teams.yaml');
    expect(driftText({ drift, total: 7, written: false }, styleFor({}, { FORCE_COLOR: '1' }))).to.contain(
      '\u001b[32m+three',
    );
  });

  it('says what was written', () => {
    expect(driftText({ drift, total: 7, written: true }, style)).to.equal(
      'changed clusters/a.yaml\nwrote   clusters/b.yaml\nremoved clusters/c.yaml\n3 of 7 generated files changed',
    );
  });
});

describe('driftJson', () => {
  it('names the state of each file, with the patch while it is not written', () => {
    const report = driftJson({ drift, total: 7, written: false }) as { drift: { state: string; patch?: string }[] };
    expect(report.drift.map(({ state }) => state)).to.equal(['changed', 'missing', 'left-over']);
    expect(report.drift[0]?.patch).to.contain('+three');
    expect(driftJson({ drift: drift.slice(1, 2), total: 7, written: true })).to.equal({
      total: 7,
      written: true,
      drift: [{ path: 'clusters/b.yaml', state: 'missing' }],
    });
  });
});
