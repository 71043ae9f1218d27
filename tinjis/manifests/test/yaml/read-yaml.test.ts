import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { readYaml } from '../../src/yaml/read-yaml.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const line = (text: string, path: (string | number)[], document = 0): number =>
  readYaml('f.yaml', text).documents[document]?.at(path).line ?? 0;

describe('readYaml()', () => {
  it('reads every document, empty ones included, with the line and column of each field', () => {
    const { documents, problems } = readYaml('f.yaml', '# why\na: 1\nb: {c: "x"}\n---\n---\n- q: 2\n');
    expect(problems).to.be.empty();
    expect(documents.map(({ value }) => value)).to.equal([{ a: 1, b: { c: 'x' } }, null, [{ q: 2 }]]);
    const places = [documents[0]?.at(['b', 'c']), documents[2]?.at([0, 'q'])];
    expect(places.map((place) => [place?.file, place?.line, place?.column])).to.equal([
      ['f.yaml', 3, 5],
      ['f.yaml', 6, 3],
    ]);
    expect(JSON.stringify(places[0])).to.equal('{"file":"f.yaml","line":3,"column":5}');
    expect(readYaml('f.yaml', '').documents).to.be.empty();
  });

  it('answers with the nearest parent for a field that is not there', () => {
    expect(line('a:\n  b: 1\n', ['a', 'x', 'y'])).to.equal(1);
    expect(line('# c\na: 1\n', [])).to.equal(2);
    expect(line('---\n', ['x'])).to.equal(1);
  });

  it('locates what an alias stands for where it is written, and the alias itself where it stands', () => {
    const text = 'base: &base\n  - one\n  - two\nother: *base\nname: &name x\nagain: *name\n';
    expect(line(text, ['other'])).to.equal(4);
    expect(line(text, ['other', 1])).to.equal(3);
    expect(line(text, ['again'])).to.equal(6);
    expect(line('- &x {a: 1}\n- *x\n', [1])).to.equal(2);
  });

  it('applies merge keys, as kubectl and kustomize do', () => {
    const { documents } = readYaml('f.yaml', 'a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n');
    expect(documents[0]?.value).to.equal({ a: { x: 1 }, b: { x: 1, y: 2 } });
    expect(documents[0]?.at(['b', 'x']).line).to.equal(2);
  });

  it('survives a key that is no scalar', () => {
    expect(readYaml('f.yaml', '? {a: 1}\n: 2\n').problems.map(({ code }) => code)).to.equal(['yaml/syntax']);
  });

  it('counts lines alike with CRLF', () => {
    expect(line('a: 1\r\nb:\r\n  c: 2\r\n', ['b', 'c'])).to.equal(3);
  });

  for (const [what, text, at] of [
    ['an open bracket', 'a: [1\nb: 2\n', 2],
    ['a duplicate key', 'a: 1\na: 2\n', 2],
    ['a tab as indentation', 'a:\n\tb: 1\n', 2],
    ['an unknown tag', 'a: 1\nb: !secret x\n', 2],
    ['a billion laughs', `a: &a [x]\nb: [${'*a, '.repeat(101)}]\n`, 2],
  ] as const) {
    it(`reports ${what} with its line, and gives no documents`, () => {
      const { documents, problems } = readYaml('f.yaml', text);
      expect(documents).to.be.empty();
      expect(problems.map(({ code, at: where }) => [code, where.file, where.line])).to.equal([
        ['yaml/syntax', 'f.yaml', at],
      ]);
    });
  }

  it('reports plain words that Kubernetes and YAML 1.2 read differently, and no quoted ones', () => {
    expect(
      readYaml('f.yaml', 'a: yes\nb: "no"\nc: \'on\'\nd: Off\n').problems.map(({ at, code }) => [code, at.line]),
    ).to.equal([
      ['yaml/ambiguous', 1],
      ['yaml/ambiguous', 4],
    ]);
    expect(readYaml('f.yaml', 'a: !!str no\nb: one\nc:\n').problems).to.be.empty();
  });

  it('gives the values another parser gives, for any document', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.parse(JSON.stringify(json)) as unknown);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (document) => {
        const text = stringify(document, { version: '1.1' });
        // The one key that is none: it merges what stands under it.
        fc.pre(!text.includes('<<'));
        expect(readYaml('f.yaml', text).documents[0]?.value ?? {}).to.equal(document);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what two programs read differently', () => {
  const found = (text: string): readonly string[] =>
    readYaml('f.yaml', text).problems.map(
      ({ code, message, at }) => `${code} ${at.line} ${message.split(' to ', 1)[0]}`,
    );

  it('is a word or a number that Kubernetes takes for another value', () => {
    expect(found('a: 010\nb: [9_000, 0b1, +0x1]\nc: on\nd: "010"\ne: !!str 010\n')).to.equal([
      'yaml/ambiguous 1 plain 010 is the number 8',
      'yaml/ambiguous 2 plain 9_000 is the number 9000',
      'yaml/ambiguous 2 plain 0b1 is the number 1',
      'yaml/ambiguous 2 plain +0x1 is the number 1',
      'yaml/ambiguous 3 plain on is true or false',
    ]);
    expect(found('a: [.inf, -.INF, .NaN]\nb: 9007199254740993\nc: +_1\nd: 0o-7\n')).to.equal([
      'yaml/ambiguous 1 plain .inf is no number',
      'yaml/ambiguous 1 plain -.INF is no number',
      'yaml/ambiguous 1 plain .NaN is no number',
      'yaml/ambiguous 2 plain 9007199254740993 is the number 9007199254740992',
      'yaml/ambiguous 3 plain +_1 is the number 1',
      'yaml/ambiguous 4 plain 0o-7 is text',
    ]);
    expect(found('a: 0\nb: 0.5\nc: 1_a\nd: 10\ne: 0x1F\nf: 1e3\ng: 1.2.3\nh: 10.0.0.1\ni: -5\nj: .inf.x\n')).to.equal(
      [],
    );
  });

  it('is a mapping with two merge keys', () => {
    const anchors = 'a: &a {x: 1}\nb: &b {y1: 2}\n';
    expect(found(`${anchors}c:\n  <<: *a\n  d: [1, {<<: *b}]\n  <<: *b\n`)).to.equal([
      'yaml/syntax 6 a mapping has two merge keys (<<)',
    ]);
    expect(found(`${anchors}c:\n  <<: *a\n  d: {<<: *b}\n  e: <<\n---\nf: 1\n`)).to.equal([]);
  });
});
