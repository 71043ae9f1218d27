import { BlockList, isIPv6 } from 'node:net';
import { memoizedText } from '@tinjis/rules/memo';
import type { ExternalPeer } from '@tinjis/rules/network/peer';

/** Whether an address lies in a range written as CIDR. */
export function isInRange(address: string, cidr: string): boolean {
  return listOf(cidr).check(address, familyOf(address));
}

// Each list is an object outside the heap, which the garbage collector is slow to let go.
const listOf = memoizedText((cidr) => {
  const [network, bits] = cidr.split('/') as [string, string];
  const list = new BlockList();
  list.addSubnet(network, Number(bits), familyOf(network));
  return list;
});

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** A pod may get any address of the pods' range; one stands for each stretch of it that a policy tells apart. */
export function podAddresses(classes: readonly ExternalPeer[], range: string): readonly string[] {
  const [first = ''] = range.split('/');
  return [...new Set([first, ...classes.map(({ ip }) => ip).filter((ip) => isInRange(ip, range))])];
}
