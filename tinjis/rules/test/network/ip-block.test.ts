import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { isCidr, placeIn } from '../../src/network/ip-block.ts';

export const lab = Lab.script();
const { describe, it } = lab;

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
