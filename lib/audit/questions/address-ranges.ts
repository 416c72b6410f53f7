import { isIPv4, isIPv6 } from 'node:net';

/** Addresses from the first to the last, both included. */
type Range = readonly [bigint, bigint];

/** A family's addresses: how many bits they have, and the blocks that together are all private ones. */
interface Family {
  readonly bits: number;
  readonly privateBlocks: readonly string[];
}

const V4: Family = { bits: 32, privateBlocks: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] };
const V6: Family = { bits: 128, privateBlocks: ['fd00::/8'] };
/** A set of ranges of at least this part of all addresses names nobody: the Internet's half, or all of its unicast addresses. */
const PART = 16n;

/** A block of addresses of a network policy or a load balancer. */
export interface AddressBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

/**
 * Whether blocks together let in whoever there is: a sixteenth of all addresses or more, or every private one. What is not a
 * block of addresses lets nobody in, as the API server refuses it.
 */
export function coverEveryone(blocks: readonly AddressBlock[]): boolean {
  return [V4, V6].some((family) => {
    const ranges = joined(blocks.flatMap((block) => rangesOf(block, family)));
    const total = ranges.reduce((sum, [first, last]) => sum + last - first + 1n, 0n);
    return total >= (1n << BigInt(family.bits)) / PART || family.privateBlocks.every((cidr) => covers(ranges, cidr, family));
  });
}

function covers(ranges: readonly Range[], cidr: string, family: Family): boolean {
  const block = parse(cidr, family)!;
  return ranges.some(([first, last]) => first <= block[0] && last >= block[1]);
}

function rangesOf({ cidr, except = [] }: AddressBlock, family: Family): Range[] {
  const whole = parse(cidr, family);
  if (whole === undefined) return [];
  const holes = joined(except.flatMap((each) => [parse(each, family)].filter((range) => range !== undefined)));
  let rest: Range[] = [whole];
  for (const [from, to] of holes) {
    rest = rest.flatMap(([first, last]): Range[] => [
      ...(first < from ? [[first, last < from ? last : from - 1n] as const] : []),
      ...(last > to ? [[first > to ? first : to + 1n, last] as const] : []),
    ]);
  }
  return rest;
}

function joined(ranges: readonly Range[]): Range[] {
  const done: [bigint, bigint][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const last = done[done.length - 1];
    if (last === undefined || from > last[1] + 1n) done.push([from, to]);
    else if (to > last[1]) last[1] = to;
  }
  return done;
}

function parse(cidr: string, { bits }: Family): Range | undefined {
  const [address, length = `${bits}`, ...more] = cidr.trim().split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > bits) return undefined;
  const value = bits === 32 ? numberOfV4(address) : numberOfV6(address);
  if (value === undefined) return undefined;
  const size = 1n << BigInt(bits - Number(length));
  const first = value - (value % size);
  return [first, first + size - 1n];
}

function numberOfV4(address: string): bigint | undefined {
  return isIPv4(address) ? address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n) : undefined;
}

function numberOfV6(address: string): bigint | undefined {
  if (!isIPv6(address) || address.includes('.')) return undefined;
  const [head, tail] = address.split('::').map((half) => half.split(':').filter((part) => part !== ''));
  const parts = tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return parts.reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}
