import { BlockList, isIPv6 } from 'node:net';

/** Whether an address lies in a range written as CIDR. */
export function isInRange(address: string, cidr: string): boolean {
  const [network = '', bits] = cidr.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(bits), isIPv6(network) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
