import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { invalid } from '../invalid';

const CIDR = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/;

/** Refuses what is no block of addresses in CIDR notation, and exceptions that do not lie within it. */
export function requireCidr(constructPath: string, what: string, cidr: string, except: readonly string[]): void {
  const block = parse(constructPath, what, cidr);
  const within = new BlockList();
  within.addSubnet(block.address, block.prefix, block.family);
  for (const [index, inner] of except.entries()) {
    const place = `${what}: except[${index}]`;
    const exception = parse(constructPath, place, inner);
    if (exception.prefix > block.prefix && within.check(exception.address, exception.family)) continue;
    throw invalid(constructPath, {
      what: place,
      got: inner,
      because: `it lies not within ${cidr}, and the API server refuses such an exception`,
      fix: 'remove it, or write a smaller block of that one',
    });
  }
}

function parse(constructPath: string, what: string, cidr: string): Block {
  const [, address, digits] = CIDR.exec(cidr) ?? [];
  const prefix = Number(digits);
  if (address !== undefined && isIPv4(address) && prefix <= 32) return { address, prefix, family: 'ipv4' };
  if (address !== undefined && isIPv6(address) && prefix <= 128) return { address, prefix, family: 'ipv6' };
  throw invalid(constructPath, {
    what,
    got: cidr,
    because: 'it is no block of addresses in CIDR notation',
    fix: "write address and prefix length, as in '10.0.0.0/8', or '192.0.2.7/32' for one address",
  });
}

interface Block {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}
