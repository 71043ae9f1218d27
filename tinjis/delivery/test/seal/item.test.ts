import { generateKeyPairSync } from 'node:crypto';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { itemFault, sealItem, strictLabel } from '../../src/seal/item.ts';
import { openItem } from '../../testing/open-item.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const label = strictLabel('billing', 'antaeus');

describe('sealItem', () => {
  it('seals what opens to the same bytes under the same label, and never twice alike', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (value) => {
        const sealed = sealItem(publicKey, label, value);
        expect(openItem(privateKey, label, sealed)).to.equal(Buffer.from(value));
        expect(itemFault(sealed, 256)).to.be.undefined();
        expect(sealItem(publicKey, label, value)).not.to.equal(sealed);
      }),
      { numRuns: 20 },
    );
  });

  it('seals for one Secret: no other name, namespace or scope opens it', () => {
    const sealed = sealItem(publicKey, label, Buffer.from('x'));
    expect(
      ['billing/other', 'payments/antaeus', 'billing', ''].filter((other) => openItem(privateKey, other, sealed)),
    ).to.equal([]);
    expect(openItem(privateKey, label, sealed)?.toString()).to.equal('x');
  });
});

describe('itemFault', () => {
  const sealed = sealItem(publicKey, label, Buffer.from(''));

  it('has nothing against what sealItem gives, even of an empty value', () => {
    expect(itemFault(sealed, 256)).to.be.undefined();
  });

  it('reads over line ends, as Go does', () => {
    expect(itemFault(`\n${sealed.replaceAll(/.{76}/g, '$&\r\n')}\n`, 256)).to.be.undefined();
  });

  for (const [what, item, says] of [
    ['text', 'hunter2!', 'base64'],
    ['base64 with a space', `${sealed.slice(0, 9)} ${sealed.slice(9)}`, 'base64'],
    ['nothing', '', 'length of a 2048-bit key'],
    ['base64 of something else', Buffer.from('password').toString('base64'), 'length of a 2048-bit key'],
    ['a value that is cut off', Buffer.from(sealed, 'base64').subarray(0, -1).toString('base64'), 'cut off'],
  ] as const) {
    it(`finds ${what}`, () => {
      expect(itemFault(item, 256)).to.contain(says);
    });
  }

  it('finds a value sealed for a key of another length', () => {
    expect(itemFault(sealed, 512)).to.contain('4096-bit');
  });
});
