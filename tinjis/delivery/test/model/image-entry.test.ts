import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { isCommit, isDigest, readImage, imageOf, setImage } from '../../src/model/image-entry.ts';
import { diffLines } from 'diff';
import fc from 'fast-check';
import { parse } from 'yaml';

export const lab = Lab.script();
const { describe, it } = lab;

const path = 'ghcr.io/o/r/payment';
const tag = '0123456789abcdef0123456789abcdef01234567';
const digest = `sha256:${'ab'.repeat(32)}`;

describe('readImage', () => {
  it('takes the own image path with a commit as tag and a digest', () => {
    expect(readImage(`${path}:${tag}`, digest, path)).to.equal({ newName: path, newTag: tag, digest });
  });

  it('takes a registry with a port', () => {
    expect(readImage(`localhost:5000/o/payment:${tag}`, digest, 'localhost:5000/o/payment')).to.include({
      newTag: tag,
    });
  });

  for (const [image, says] of [
    [`ghcr.io/o/r/antaeus:${tag}`, "this service's image"],
    [`ghcr.io/o/r/payment/x:${tag}`, "this service's image"],
    [`GHCR.io/o/r/payment:${tag}`, "this service's image"],
    [`docker.io/${path}:${tag}`, "this service's image"],
    [`${path}@${digest}`, "this service's image"],
    [`${path}:${tag}@${digest}`, "this service's image"],
    [`${path}:${tag}\n`, 'expected a full commit'],
    ['', "this service's image"],
    [path, 'missing'],
    [`${path}:`, 'expected a full commit'],
    [`${path}:latest`, 'latest'],
    [`${path}:v1.2.3`, 'v1.2.3'],
    [`${path}:${tag.slice(1)}`, 'full commit SHA'],
    [`${path}:${tag}0`, 'full commit SHA'],
    [`${path}:${tag.toUpperCase()}`, 'full commit SHA'],
  ] as const) {
    it(`refuses ${JSON.stringify(image)}`, () => {
      const read = readImage(image, digest, path);
      expect('refusal' in read && read.refusal.what).to.contain(says);
    });
  }

  for (const wrong of [
    '',
    'sha256:',
    digest.toUpperCase(),
    digest.slice(0, -1),
    `${digest}0`,
    digest.replace('256', '512'),
    digest.slice(7),
  ]) {
    it(`refuses the digest ${JSON.stringify(wrong)}`, () => {
      expect(readImage(`${path}:${tag}`, wrong, path)).to.include('refusal');
    });
  }
});

describe('readImage of an image that others built', () => {
  const path = 'docker.io/library/redis';

  it('takes the tag of a version', () => {
    expect(readImage(`${path}:8.2-alpine`, digest, path, 'any')).to.equal({
      newName: path,
      newTag: '8.2-alpine',
      digest,
    });
  });

  for (const moving of ['', ':latest', ':-x', `:${'x'.repeat(129)}`]) {
    it(`refuses the tag ${JSON.stringify(moving.slice(0, 10))}`, () => {
      const read = readImage(`${path}${moving}`, digest, path, 'any');
      expect(JSON.stringify(read)).to.contain('expected the tag of a version');
    });
  }
});

describe('isCommit and isDigest', () => {
  it('take nothing before or after', () => {
    expect([isCommit(tag), isDigest(digest)]).to.equal([true, true]);
    expect([isCommit(`${tag}\n`), isDigest(`${digest}\n`), isCommit(` ${tag}`), isDigest(` ${digest}`)]).to.equal([
      false,
      false,
      false,
      false,
    ]);
  });
});

const file = 'overlays/staging/kustomization.yaml';
const image = { newName: 'ghcr.io/o/r/payment', newTag: 'a'.repeat(40), digest: `sha256:${'b'.repeat(64)}` };
const built = `images:
  # what runs
  - name: payment
    newName: ghcr.io/o/r/payment # path
    newTag: ${'1'.repeat(39)}a
    digest: sha256:${'2'.repeat(64)}
  - name: postgresql
    newTag: x
`;
const set = (text: string, to = image): string => {
  const edited = setImage(text, file, 'payment', to);
  if ('refusal' in edited) throw new Error(edited.refusal.what);
  return edited.text;
};

describe('setImage', () => {
  it('sets the entry and keeps comments and the other entries', () => {
    expect(set(built)).to.equal(
      built.replace(`${'1'.repeat(39)}a`, image.newTag).replace('2'.repeat(64), 'b'.repeat(64)),
    );
  });

  it('gives an overlay that was never built its first tag and digest', () => {
    const never = 'resources: [../../base]\nimages:\n- name: payment # never built\n';
    expect(set(never)).to.equal(
      `${never}  newName: ${image.newName}\n  newTag: ${image.newTag}\n  digest: ${image.digest}\n`,
    );
  });

  it('quotes a commit that YAML would read as a number', () => {
    for (const newTag of ['1'.repeat(40), `1e${'2'.repeat(38)}`, `${'0'.repeat(20)}e${'1'.repeat(19)}`]) {
      const text = set(built, { ...image, newTag });
      expect(parse(text).images[0].newTag).to.equal(newTag);
      expect(parse(text, { version: '1.1' }).images[0].newTag).to.equal(newTag);
    }
  });

  it('gives the same text for the same image', () => {
    expect(set(set(built))).to.equal(set(built));
  });

  it('touches those three lines and no other, whatever stands around them', () => {
    const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
    const others = fc.subarray([
      '# note',
      '',
      'namespace: payments',
      'resources:\n  - ../../base # b',
      "labels: [{pairs: {a: 'b'}}]",
      'patches:\n- patch: |-\n    - op: add\n  target: {kind: Service}',
    ]);
    const entry = fc.record({
      tag: hex(40),
      digest: hex(64),
      quote: fc.constantFrom('', '"', "'"),
      indent: fc.constantFrom('', '  ', '      '),
      eol: fc.constantFrom('\n', '\r\n'),
    });
    fc.assert(
      fc.property(others, others, entry, hex(40), hex(64), (above, below, old, newTag, newDigest) => {
        const { tag, digest, quote, indent, eol } = old;
        const mark = (value: string) => quote || (/^\d+(e\d+)?$/.test(value) ? '"' : '');
        const q = (value: string) => `${mark(value)}${value}${mark(value)}`;
        const lines = [
          'images:',
          `${indent}- name: other`,
          `${indent}  newTag: "1"`,
          `${indent}- name: payment # own`,
          `${indent}  digest: ${q(`sha256:${digest}`)} # d`,
          `${indent}  newTag: ${q(tag)}`,
          `${indent}  newName: ${image.newName}`,
        ];
        const once = (each: string) => each.replace(/^(resources|labels|patches|namespace)/, 'x-$1');
        const text = [...above, ...lines, ...below.map(once)].join('\n').replaceAll('\n', eol);
        const to = { ...image, newTag, digest: `sha256:${newDigest}` };
        const edited = set(text, to);
        expect(parse(edited).images[1]).to.equal({ name: 'payment', ...to });
        const touched = diffLines(text, edited).filter(({ added, removed }) => added || removed);
        expect(
          touched
            .flatMap(({ value }) => value.trimEnd().split(/\r?\n/))
            .every((line) => /^ *(newTag|digest): /.test(line)),
        ).to.be.true();
        expect(edited.split(eol)).to.have.length(text.split(eol).length);
      }),
    );
  });

  for (const [why, text, line] of [
    ['no image entry', 'resources: []\n', 1],
    ['no image entry', '', 1],
    ['no image entry', '- images\n', 1],
    ['no image entry', 'images: {name: payment}\n', 1],
    ['no image entry', 'images:\n  - payment\n  - name: antaeus\n  - {}\n', 1],
    ['not valid YAML', 'images:\n  - name: payment\n  - name: [\n', 4],
    ['not valid YAML', 'images: []\nimages:\n  - name: payment\n', 2],
    ['more than one', 'images:\n  - name: payment\n  - name: payment\n', 3],
    ['more than one', 'images:\n  - name: payment\n  - name: pay.*\n', 3],
    ['more than one', `images:\n  - name: payment\n  - name: ${image.newName}\n`, 3],
    ['more than one', 'images:\n  - name: payment\n  - name: "("\n', 3],
    ['without being named so', 'images:\n  - name: pay.*\n', 2],
    ['more than one image entry takes', 'images:\n  - name: payment\n  - name: "[[:lower:]]+"\n', 3],
    ['tagSuffix beside', 'images:\n  - name: payment\n    tagSuffix: -x\n', 3],
    ['braces', 'images:\n  - {name: payment}\n', 2],
    ['plain value', 'images:\n  - name: payment\n    newTag: *x\nx: &x 1\n', 3],
    ['plain value', 'images:\n  - name: payment\n    newTag: &x a\n', 3],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} with its line`, () => {
      const edited = setImage(text, file, 'payment', image);
      expect('refusal' in edited && edited.refusal.what).to.contain(why);
      expect('refusal' in edited && edited.refusal.at).to.equal({ file, line });
      expect('refusal' in edited && edited.refusal.fix).not.to.be.empty();
    });
  }
});

describe('imageOf', () => {
  it('reads what setImage wrote', () => {
    expect(imageOf(set(built), file, 'payment')).to.equal({ image });
  });

  it('has no image where nothing was built', () => {
    expect(imageOf('images:\n  - name: payment\n', file, 'payment')).to.equal({});
    expect(imageOf(`images:\n  - name: payment\n    newName: ${image.newName}\n`, file, 'payment')).to.equal({});
  });

  it('refuses half an image, a number for a tag, and a file without entry', () => {
    for (const half of [
      '    newTag: x\n',
      '    newName: a\n    newTag: x\n',
      `    newName: a\n    digest: x\n`,
      '    newName: a\n    newTag: 1\n    digest: x\n',
      '    newName: a\n    newTag: x\n    digest: 1\n',
    ]) {
      expect(imageOf(`images:\n  - name: payment\n${half}`, file, 'payment')).to.include('refusal');
    }
    expect(imageOf('', file, 'payment')).to.include('refusal');
  });
});
