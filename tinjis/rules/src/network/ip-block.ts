import { BlockList, isIP } from 'node:net';

import type { IpBlock } from './policy.ts';

/** Where an address lies: in the block, in one of the ranges the block excepts, or outside. */
export type Place = 'inside' | 'excepted' | 'outside';

/** Whether `text` is an address of either family, a slash and a prefix length that fits the family. */
export function isCidr(text: string): boolean {
  const { address, prefix } = split(text);
  const family = isIP(address);
  return family !== 0 && /^\d+$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/**
 * Prepares `block` (whose ranges are CIDRs) for questions about single addresses of either family.
 * An IPv4 address never lies in an IPv6 range, nor the other way round.
 */
export function placeIn(block: IpBlock): (address: string) => Place {
  const whole = rangeOf([block.cidr]);
  const excepted = rangeOf(block.except ?? []);
  return (address) => (!whole(address) ? 'outside' : excepted(address) ? 'excepted' : 'inside');
}

function rangeOf(cidrs: readonly string[]): (address: string) => boolean {
  const lists = { 4: new BlockList(), 6: new BlockList() };
  for (const cidr of cidrs) {
    const { address, prefix } = split(cidr);
    if (isIP(address) === 4) lists[4].addSubnet(address, Number(prefix), 'ipv4');
    else lists[6].addSubnet(address, Number(prefix), 'ipv6');
  }
  return (address) => (isIP(address) === 4 ? lists[4].check(address, 'ipv4') : lists[6].check(address, 'ipv6'));
}

function split(cidr: string): { readonly address: string; readonly prefix: string } {
  const slash = cidr.lastIndexOf('/');
  return { address: cidr.slice(0, Math.max(slash, 0)), prefix: cidr.slice(slash + 1) };
}
