import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { isCommit, isDigest, readImage } from '../../src/bump/image.ts';

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
