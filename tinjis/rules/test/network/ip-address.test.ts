import { isIP } from 'node:net';
import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import {
  isCidr,
  isInRange,
  isStrictlyInside,
  overlap,
  placeIn,
  toAddress,
  toRange,
} from '../../src/network/ip-address.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a range of addresses', () => {
  it('reads both families, in every way they are written', () => {
    expect(toRange('10.1.0.0/16')).to.equal({ family: 4, start: 0x0a010000n, end: 0x0a020000n });
    expect(toRange('10.1.2.3/16')).to.equal(toRange('10.1.0.0/16'));
    expect(toRange('::/0')).to.equal({ family: 6, start: 0n, end: 2n ** 128n });
    expect(toRange('::1/128').start).to.equal(1n);
    expect(toRange('1::/16').start).to.equal(1n << 112n);
    expect(toRange('1:0:0:0:0:0:0:2/128').start).to.equal((1n << 112n) + 2n);
    expect(toRange('64:ff9b::192.0.2.1/128')).to.equal(toRange('64:ff9b::c000:201/128'));
  });

  it('writes addresses that are read back', () => {
    expect(toAddress(0x0a010203n, 4)).to.equal('10.1.2.3');
    expect(toAddress(1n, 6)).to.equal('0:0:0:0:0:0:0:1');
  });

  it('holds exactly the addresses that its block holds', () => {
    const cidr = fc
      .oneof(
        fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
        fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
      )
      .map(([address, prefix]) => `${address}/${prefix}`);
    fc.assert(
      fc.property(cidr, (text) => {
        const { family, start, end } = toRange(text);
        const place = placeIn({ cidr: text });
        const [first, last] = [toAddress(start, family), toAddress(end - 1n, family)];
        expect(isIP(first)).to.equal(family);
        expect([place(first), place(last)]).to.equal(['inside', 'inside']);
        if (start > 0n) expect(place(toAddress(start - 1n, family))).to.equal('outside');
        if (end < (family === 4 ? 2n ** 32n : 2n ** 128n)) expect(place(toAddress(end, family))).to.equal('outside');
      }),
    );
  });
});

describe('a block of addresses', () => {
  it('is an address with a prefix length of its family', () => {
    for (const good of ['10.0.0.0/8', '0.0.0.0/0', '192.0.2.7/32', '::/0', 'fd00::/128']) {
      expect(isCidr(good), good).to.be.true();
    }
    for (const bad of [
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0.0/8',
      '::/129',
      'fd00::',
      '/8',
      '',
      '10.0.0.0/-1',
      '10.0.0.0/08',
      '10.0.0.1/8',
      '010.0.0.0/8',
      'fe80::%eth0/64',
      'fd00::1/64',
      '::ffff:10.0.0.0/104',
      '10.0.0.0/ 8',
      'name/8',
    ]) {
      expect(isCidr(bad), bad).to.be.false();
    }
  });

  it('knows its inside, its exceptions and its outside', () => {
    const place = placeIn({ cidr: '10.1.0.0/16', except: ['10.1.2.0/24'] });
    expect([place('10.1.3.4'), place('10.1.2.3'), place('10.2.0.1')]).to.equal(['inside', 'excepted', 'outside']);
  });

  it('knows them in IPv6 too', () => {
    const place = placeIn({ cidr: 'fd00::/8', except: ['fd00:1::/32'] });
    expect([place('fd00:2::1'), place('fd00:1::1'), place('2001:db8::1')]).to.equal(['inside', 'excepted', 'outside']);
  });

  it('never mixes the families', () => {
    expect(placeIn({ cidr: '0.0.0.0/0' })('fd00::1')).to.equal('outside');
    expect(placeIn({ cidr: '::/0' })('10.0.0.1')).to.equal('outside');
  });

  it('ignores bits behind the prefix', () => {
    expect(placeIn({ cidr: '10.1.2.3/8' })('10.9.9.9')).to.equal('inside');
  });
});

describe('a range within another', () => {
  it('is smaller, and of the same family', () => {
    expect(isStrictlyInside('10.1.0.0/16', '10.0.0.0/8')).to.be.true();
    expect(isStrictlyInside('fd00:1::/32', 'fd00::/8')).to.be.true();
    for (const [inner, outer] of [
      ['10.0.0.0/8', '10.0.0.0/8'],
      ['0.0.0.0/0', '10.0.0.0/8'],
      ['11.0.0.0/16', '10.0.0.0/8'],
      ['9.0.0.0/16', '10.0.0.0/8'],
      ['fd00::/64', '0.0.0.0/0'],
    ] as const) {
      expect(isStrictlyInside(inner, outer), `${inner} in ${outer}`).to.be.false();
    }
  });

  it('shares addresses with a range that it touches, of its own family', () => {
    expect(overlap('10.0.0.0/8', '10.1.0.0/16')).to.be.true();
    expect(overlap('10.1.0.0/16', '10.0.0.0/8')).to.be.true();
    expect(overlap('10.1.0.0/16', '10.2.0.0/16')).to.be.false();
    expect(overlap('10.2.0.0/16', '10.1.0.0/16')).to.be.false();
    expect(overlap('0.0.0.0/0', '::/0')).to.be.false();
  });

  it('holds the addresses of no other family', () => {
    expect(isInRange('10.1.2.3', '10.0.0.0/8')).to.be.true();
    expect(isInRange('11.1.2.3', '10.0.0.0/8')).to.be.false();
    expect(isInRange('::a01:203', '0.0.0.0/0')).to.be.false();
  });
});
