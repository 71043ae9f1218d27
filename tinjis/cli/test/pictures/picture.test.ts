import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { draw, drawFile, type Picture } from '../../src/pictures/picture.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const picture: Picture = {
  title: 'A <b>',
  description: 'C & D',
  columns: [
    {
      shapes: [
        { id: 'a', title: 'Ann', note: 'of "#1"', kind: 'person' },
        { id: 'x', title: 'anybody', note: 'any <i>', kind: 'stranger' },
      ],
    },
    {
      title: 'box',
      shapes: [
        { id: 'b"]; evil [label="\\', title: 'say "\\N"', note: 'n', kind: 'thing', refused: ['x', 'y'] },
        { id: 'c', title: 'C', note: '', kind: 'thing' },
      ],
    },
    { title: 'next', note: 'of it', shapes: [{ id: 'd', title: 'D', note: '', kind: 'thing' }] },
  ],
  arrows: [
    { from: 'a', to: 'b"]; evil [label="\\', label: 'may a thing that takes words', verdict: 'allow' },
    { from: 'c', to: 'd', label: 'law', verdict: 'deny' },
    { from: 'x', to: 'c', verdict: 'unknown' },
  ],
};

describe('a picture', () => {
  it('is drawn with every name and word, escaped', async () => {
    const svg = await draw(picture);
    for (const part of [
      '>of &quot;#1&quot;<',
      '>any &lt;i&gt;<',
      '>say &quot;\\N&quot;<',
      '>✘ x<',
      '>✘ y<',
      '>of it<',
      '>law<',
      '>may a thing that takes words<',
    ]) {
      expect(svg).to.contain(part);
    }
    expect([...svg.matchAll(/<g class="([^"]*)"/g)].map(([, each]) => each).sort()).to.equal([
      'cluster',
      'cluster',
      'edge allow',
      'edge deny',
      'edge unknown',
      'graph',
      'node person',
      'node stranger',
      'node thing',
      'node thing',
      'node thing',
    ]);
    expect(svg).to.match(/^<svg [^>]*width="\d+" height="\d+"/);
    expect(svg).not.to.match(/NaN|undefined|href="|<script|<style|<title|id="/);
  });

  it('is a file of its own with title, description and both themes', async () => {
    const svg = await drawFile(picture);
    expect(svg).to.contain([
      'role="img"',
      '<title id="title">A &lt;b&gt;</title>',
      '<desc id="description">C &amp; D</desc>',
      'prefers-color-scheme: dark',
    ]);
    expect(svg.endsWith('</svg>\n')).to.be.true();
  });
});

describe('the pictures in docs', () => {
  const pictures = join(process.cwd(), '../../docs/pictures');
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
        'delivery.svg': readFileSync(join(pictures, 'delivery.svg')),
        'isolation.svg': readFileSync(join(pictures, 'isolation.svg'), 'utf8').replace(':9000', ':9999'),
      },
      async (folder) => {
        const { exit, said } = await check(folder);
        expect(exit).to.equal(1);
        expect(said.trim()).to.equal(`${join(folder, 'isolation.svg')} is not what the trees say: npm run pictures`);
      },
    ));
});
