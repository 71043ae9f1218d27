import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { layoutOf } from '../../../src/reference/pictures/layout.ts';
import { toMermaid } from '../../../src/reference/pictures/mermaid.ts';
import { withMermaid } from '../../../src/reference/pictures/page.ts';
import type { Picture } from '../../../src/reference/pictures/picture.ts';
import { lineBetween } from '../../../src/reference/pictures/route.ts';
import { toSvg } from '../../../src/reference/pictures/svg.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const picture: Picture = {
  title: 'A <b>',
  description: 'C & D',
  columns: [
    {
      nodes: [
        { id: 'a', row: 0, title: 'Ann', kind: 'person' },
        { id: 'x', row: 2, title: 'anybody', note: 'any <i>', kind: 'stranger' },
      ],
    },
    {
      title: 'box',
      nodes: [
        { id: 'b', row: 0, title: 'say "#1"', kind: 'thing', refused: ['x'] },
        { id: 'c', row: 1, title: 'C', kind: 'thing' },
      ],
    },
    { title: 'next', note: 'of it', nodes: [{ id: 'd', row: 1, title: 'D', kind: 'thing' }] },
  ],
  edges: [
    { from: 'a', to: 'b', label: 'may a thing that takes words', verdict: 'allow' },
    { from: 'b', to: 'c', verdict: 'allow' },
    { from: 'c', to: 'b', verdict: 'allow' },
    { from: 'b', to: 'd', label: 'law', verdict: 'deny' },
    { from: 'x', to: 'c', verdict: 'deny' },
    { from: 'd', to: 'a', verdict: 'allow' },
  ],
};

describe('a picture', () => {
  it('keeps its boxes apart, with room for what its arrows say', () => {
    const { columns, width, height } = layoutOf(picture);
    const [first, second, third] = columns.map(({ box }) => box);
    if (!first || !second || !third) throw new Error('a column is missing');
    expect(second.x - first.x - first.width).to.be.above(28 * 6);
    expect(third.x - second.x - second.width).to.equal(64);
    expect([third.x + third.width, first.y + first.height]).to.equal([width - 24, height - 24]);
    for (const { box, nodes } of columns) {
      const [upper, lower] = [...nodes.values()];
      if (!upper) throw new Error('a node is missing');
      expect(upper.x).to.be.above(box.x);
      expect(upper.y + upper.height).to.be.below(lower?.y ?? Infinity);
    }
  });

  it('is drawn with every name and word, escaped, in both themes', () => {
    const svg = toSvg(picture);
    for (const part of [
      '<title id="title">A &lt;b&gt;</title>',
      '<desc id="description">C &amp; D</desc>',
      '>say "#1"<',
      '>✘ x<',
      '>any &lt;i&gt;<',
      '>of it<',
      '>law<',
      'prefers-color-scheme: dark',
    ]) {
      expect(svg).to.contain(part);
    }
    expect(svg.match(/class="edge /g)).to.have.length(6);
    expect(svg.match(/url\(#closed\)/g)).to.have.length(2);
    expect(svg).not.to.match(/NaN|undefined|href|<script/);
  });

  it('is told as text with the same arrows', () => {
    expect(toMermaid(picture)).to.equal(
      [
        'flowchart LR',
        '    n0(["Ann"])',
        '    n1["anybody<br/>any #lt;i#gt;"]',
        '  subgraph c1["box"]',
        '    n2["say #quot;#35;1#quot;<br/>✘ x"]',
        '    n3["C"]',
        '  end',
        '  subgraph c2["next: of it"]',
        '    n4["D"]',
        '  end',
        '  n0 -->|"may a thing that takes words"| n2',
        '  n2 --> n3',
        '  n3 --> n2',
        '  n2 -.-x|"✘ law"| n4',
        '  n1 -.-x|"✘"| n3',
        '  n4 --> n0',
      ].join('\n'),
    );
  });

  it('goes round the bottom of a column from below, from either side', () => {
    const [from, to] = [
      { x: 0, y: 300, width: 100, height: 40 },
      { x: 200, y: 0, width: 100, height: 40 },
    ];
    expect(lineBetween(from, to, { x: 190, y: 0, width: 120, height: 60 }).path).to.equal(
      'M100 320H236q14 0 14 -14V47',
    );
    expect(lineBetween({ ...from, x: 400 }, to, { x: 190, y: 0, width: 120, height: 60 }).path).to.equal(
      'M400 320H264q-14 0 -14 -14V47',
    );
  });
});

describe('withMermaid', () => {
  it('puts the text into its place and leaves the rest', () => {
    const page = 'a\n<!-- picture: one -->\n```mermaid\nold $&\n```\n\n<!-- picture: two -->\n```mermaid\n```\nz\n';
    expect(withMermaid(page, 'two', 'new $& #1')).to.equal(
      page.replace('```mermaid\n```', () => '```mermaid\nnew $& #1\n```'),
    );
    expect(withMermaid(withMermaid(page, 'one', 'b'), 'one', 'c')).to.contain(
      'a\n<!-- picture: one -->\n```mermaid\nc\n```\n\n<!-- picture: two -->',
    );
  });

  it('says which place is missing', () => {
    expect(() => withMermaid('# a page\n', 'one', 'x')).to.throw(RangeError, /<!-- picture: one -->/);
  });
});

describe('the pictures in docs', () => {
  const docs = join(process.cwd(), '../../docs');
  const check = (...more: string[]) =>
    new Promise<{ readonly exit: number; readonly said: string }>((done) => {
      execFile(
        process.execPath,
        [join(process.cwd(), '../../.ci/pictures.ts'), '--check', ...more],
        (error, _stdout, stderr) => {
          done({ exit: error ? Number(error.code) : 0, said: stderr });
        },
      );
    });

  it('say what the trees say', async () => {
    expect(await check()).to.equal({ exit: 0, said: '' });
  });

  it('would be found out if they did not', () =>
    inFolder(
      {
        'architecture.md': readFileSync(join(docs, 'architecture.md'), 'utf8').replace(':9000', ':9999'),
        'pictures/delivery.svg': readFileSync(join(docs, 'pictures/delivery.svg')),
        'pictures/isolation.svg': '<svg/>',
      },
      async (folder) => {
        const { exit, said } = await check(folder);
        expect(exit).to.equal(1);
        expect(
          said
            .trim()
            .split('\n')
            .map((line) => line.replace(`${folder}/`, '')),
        ).to.equal([
          'pictures/isolation.svg is not what the trees say: npm run pictures',
          'architecture.md is not what the trees say: npm run pictures',
        ]);
      },
    ));
});
