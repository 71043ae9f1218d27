import { isIP, BlockList } from 'node:net';
import { memoizedText } from '../memo.ts';
import type { IpBlock } from './policy.ts';

export type Family = 4 | 6;

/** Number of addresses in each family. */
export const sizeOf = { 4: 2n ** 32n, 6: 2n ** 128n } as const;

/** A range of addresses by number, without its end. */
export interface AddressRange {
  readonly family: Family;
  readonly start: bigint;
  readonly end: bigint;
}

/**
 * The addresses in `cidr`: an address, a slash and a prefix length. Bits behind the prefix are ignored, as Go's
 * `net.ParseCIDR` does.
 */
export function toRange(cidr: string): AddressRange {
  const [address = '', prefix = ''] = cidr.split('/');
  const family = isIP(address) === 4 ? 4 : 6;
  const size = sizeOf[family] / 2n ** BigInt(prefix);
  const start = (toNumber(address, family) / size) * size;
  return { family, start, end: start + size };
}

/** The address with this number, IPv6 without abbreviation. */
export function toAddress(number: bigint, family: Family): string {
  const [parts, bits, base, separator] = family === 4 ? ([4, 8n, 10, '.'] as const) : ([8, 16n, 16, ':'] as const);
  const part = (fromTheRight: number) => ((number >> (bits * BigInt(fromTheRight))) & (2n ** bits - 1n)).toString(base);
  return Array.from({ length: parts }, (_, i) => part(parts - 1 - i)).join(separator);
}

function toNumber(address: string, family: Family): bigint {
  if (family === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  // The last 32 bits may be written as an IPv4 address, and one run of zeros may be left out.
  const plain = address.replace(/[\d.]+$/, (tail) => (tail.includes('.') ? lastGroups(tail) : tail));
  const [head = '', tail] = plain.split('::').map((side) => side.split(':').filter(Boolean));
  const groups = tail ? [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail] : head;
  return [...groups].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function lastGroups(address: string): string {
  const number = toNumber(address, 4);
  return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
}

/** The position of an address: in the block, in a range that the block excepts, or outside. */
export type BlockPosition = 'inside' | 'excepted' | 'outside';

/**
 * Whether `text` is a range as the API server of Kubernetes 1.36 demands it: an address of either family, a slash and a
 * prefix length that fits the family; no zone, no leading zero, no IPv4 address in IPv6 form, no bit behind the prefix.
 */
export function isCidr(text: string): boolean {
  const { address, prefix } = split(text);
  const family = isIP(address);
  if (family === 0 || address.includes('%') || !/^(?:0|[1-9]\d{0,2})$/.test(prefix)) return false;
  if (Number(prefix) > (family === 4 ? 32 : 128)) return false;
  const number = toNumber(address, family as Family);
  const isMapped = family === 6 && number >> 32n === 0xffffn;
  return !isMapped && toRange(text).start === number;
}

/** Whether `inner` is a part of `outer`, and not all of it; both are CIDRs. */
export function isStrictlyInside(inner: string, outer: string): boolean {
  const [part, whole] = [toRange(inner), toRange(outer)];
  if (part.family !== whole.family || part.start < whole.start || part.end > whole.end) return false;
  return part.end - part.start < whole.end - whole.start;
}

/** Whether two CIDRs share an address. */
export function overlap(one: string, other: string): boolean {
  const [first, second] = [toRange(one), toRange(other)];
  return first.family === second.family && first.start < second.end && second.start < first.end;
}

/**
 * Prepares `block` (whose ranges are CIDRs) for questions about single addresses from either family. An IPv4 address
 * never lies in an IPv6 range, nor the other way round.
 */
export function placeIn(block: IpBlock): (address: string) => BlockPosition {
  const whole = rangeOf([block.cidr]);
  const excepted = rangeOf(block.except ?? []);
  return (address) => (!whole(address) ? 'outside' : excepted(address) ? 'excepted' : 'inside');
}

/** Whether an address lies in a CIDR range. */
export function isInRange(address: string, cidr: string): boolean {
  return placeInRange(cidr)(address) === 'inside';
}

// Each range holds an object outside the heap, and the garbage collector is slow to release it.
const placeInRange = memoizedText((cidr) => placeIn({ cidr }));

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
