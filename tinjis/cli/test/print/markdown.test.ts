import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Difference } from '@tinjis/delivery/plan/difference';
import { differenceMarkdown } from '../../src/print/markdown.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const image = { field: 'image', before: 'a', after: 'b' };
const folder = (team: string, cluster: string, fields = [image]): Difference['folders'][number] => ({
  team,
  cluster,
  folder: `apps/${team}`,
  changes: [{ change: 'changed', object: 'Deployment x/y', fields }],
});

describe('differenceMarkdown()', () => {
  it('gives each team a section that opens on a click', () => {
    const text = differenceMarkdown(
      {
        folders: [folder('shop', 'staging'), folder('shop', 'production')],
        incomparable: [{ folder: 'old', problem: { what: '', fix: '' } }],
      },
      'ma`in',
    );
    expect(text).to.equal(
      [
        '**What clusters get, compared with `main`:** 0 added, 2 changed, 0 removed.',
        '- `old` did not render before, so it is not compared.',
        '',
        '<details><summary><b>shop</b> on staging, production: 0 added, 2 changed, 0 removed</summary>',
        '',
        '```diff',
        '# staging',
        '~ Deployment x/y',
        '    image: a → b',
        '# production',
        '~ Deployment x/y',
        '    image: a → b',
        '```',
        '</details>',
      ].join('\n'),
    );
  });

  it('is one sentence where nothing changes', () => {
    expect(differenceMarkdown({ folders: [], incomparable: [] }, 'main')).to.equal(
      '**What clusters get, compared with `main`:** no cluster gets anything else than before.',
    );
  });

  it('is never longer than GitHub takes, says what it leaves out, and leaves every team its share', () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({
      ...image,
      field: `field${index}`,
      after: 'c'.repeat(90),
    }));
    const text = differenceMarkdown(
      { folders: [folder('big', 'staging', many), folder('small', 'staging')], incomparable: [] },
      'main',
    );
    expect(text.length).to.be.below(60_000);
    expect(text).to.match(/… 1\d\d\d more lines: run `tinjis diff` to see them all\./);
    expect(text).to.contain(
      '<b>small</b> on staging: 0 added, 1 changed, 0 removed</summary>\n\n```diff\n# staging\n~ Deployment x/y\n    image: a → b\n```',
    );
  });

  it('lets no value end the fence or open a tag', () => {
    const text = differenceMarkdown(
      { folders: [folder('<i>&', 'one', [{ ...image, after: '````</details>' }])], incomparable: [] },
      'main',
    );
    expect(text).to.contain('<b>&lt;i>&amp;</b>');
    expect(text.match(/^`+/gm)).to.equal(['`````', '`````']);
  });

  it('is never longer than GitHub takes with hundreds of teams either, and counts those that it leaves out', () => {
    const folders = Array.from({ length: 400 }, (_, index) => folder(`team-${index}`, 'staging'));
    const text = differenceMarkdown({ folders, incomparable: [] }, 'main');
    expect(text.length).to.be.below(60_000);
    const shown = text.match(/<details>/g) ?? [];
    expect(shown.length).to.be.above(50);
    expect(text).to.endWith(`… and ${400 - shown.length} more teams: run \`tinjis diff\` to see them all.`);
    expect(text).to.contain('0 added, 400 changed, 0 removed');
  });
});
