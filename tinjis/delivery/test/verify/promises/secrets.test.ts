import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readRepository, type Repository } from '../../../src/load/repository.ts';
import { type Change, changedTree } from '@tinjis/manifests/tree/memory';
import { secrets } from '../../../src/verify/promises/secrets.ts';
import { Tally } from '../../../src/verify/tally.ts';
import { sound } from '../../../testing/certificates.ts';
import { base, contextOf, reader } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'clusters/staging/bootstrap/sealing-certificate.pem';

function proved(now: string, changes: Readonly<Record<string, Change>> = {}): Tally {
  const { tree, model } = readRepository(changedTree(base, changes), reader) as Repository;
  const tally = new Tally();
  secrets.prove(contextOf(tree, model, new Date(now)), tally);
  return tally;
}
const codes = ({ breaches }: Tally): string[] => [...new Set(breaches.map(({ code }) => code))];

describe('the promise about secrets', () => {
  it('holds while the certificate does', () => {
    const tally = proved('2030-01-01');
    expect(tally.breaches).to.equal([]);
    expect(tally.notes).to.equal([]);
    expect(tally.cases).to.be.above(4);
  });

  it('says a word in time before the certificate ends, and is broken after', () => {
    const soon = proved('2036-11-10');
    expect(soon.breaches).to.equal([]);
    expect(soon.notes).to.equal([`${file}: the sealing certificate ends in 10 days`]);
    expect(proved('2036-12-01').breaches.map(({ code, at }) => [code, at.file])).to.equal([
      ['secrets/certificate', file],
    ]);
  });

  it('holds the values against the key of the certificate, or the usual one where there is none', () => {
    expect(codes(proved('2030-01-01', { [file]: sound }))).to.equal(['secrets/item']);
    expect(codes(proved('2030-01-01', { [file]: null }))).to.equal([]);
    expect(codes(proved('2030-01-01', { [file]: 'no certificate' }))).to.equal(['secrets/certificate']);
  });
});
