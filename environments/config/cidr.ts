/** IPv4 address blocks: just enough arithmetic to lay out a VPC and to refuse a bad layout. */

export interface Cidr {
  /** First address of the block as an unsigned 32-bit number. */
  readonly first: number;
  /** Prefix length, 0–32. */
  readonly prefix: number;
}

const PATTERN = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Parses `10.0.0.0/16`; undefined where the text is not a block or has host bits set (`10.0.0.1/16`). */
export function parseCidr(text: string): Cidr | undefined {
  const numbers = PATTERN.exec(text)?.slice(1).map(Number);
  if (numbers === undefined) return undefined;
  const prefix = numbers.pop() ?? 33;
  if (prefix > 32 || numbers.some((octet) => octet > 255)) return undefined;
  const first = numbers.reduce((sum, octet) => sum * 256 + octet, 0);
  return first % size(prefix) === 0 ? { first, prefix } : undefined;
}

export function formatCidr({ first, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => (first >>> shift) & 255);
  return `${octets.join(".")}/${prefix}`;
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.first >= outer.first && last(inner) <= last(outer);
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first <= last(b) && b.first <= last(a);
}

/** The block number `index` of prefix length `prefix` inside `block`; Terraform's `cidrsubnet`. */
export function subnet(block: Cidr, prefix: number, index: number): Cidr {
  return { first: block.first + index * size(prefix), prefix };
}

function size(prefix: number): number {
  return 2 ** (32 - prefix);
}

function last(block: Cidr): number {
  return block.first + size(block.prefix) - 1;
}
