import { isIP } from 'node:net';
import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { toAddress, toRange } from '../../src/network/ip-address.ts';
import { placeIn } from '../../src/network/ip-block.ts';

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
