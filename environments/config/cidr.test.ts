import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cidr, contains, formatCidr, overlaps, parseCidr, subnet } from "./cidr";

const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const size = ({ prefix }: Cidr) => 2 ** (32 - prefix);

/** A block with a prefix length between the two, its host bits cleared. */
const block = (lowest = 0, highest = 32) =>
  fc
    .tuple(address, fc.integer({ min: lowest, max: highest }))
    .map(([first, prefix]): Cidr => ({ first: first - (first % 2 ** (32 - prefix)), prefix }));

/** Blocks that are likely to touch, because they share their first bits. */
const neighbors = fc.tuple(block(24, 32), block(24, 32)).map(([a, b]): [Cidr, Cidr] => {
  const base = a.first - (a.first % 256);
  return [a, { first: base + (b.first % 256), prefix: b.prefix }];
});

/** Node's own idea of which addresses lie in a block. */
function members({ first, prefix }: Cidr): BlockList {
  const list = new BlockList();
  list.addSubnet(text(first), prefix, "ipv4");
  return list;
}

const text = (value: number) => formatCidr({ first: value, prefix: 32 }).replace("/32", "");
const last = (one: Cidr) => one.first + size(one) - 1;

describe("address blocks", () => {
  it("O2: reads what it writes", () => {
    fc.assert(
      fc.property(block(), (one) => {
        expect(parseCidr(formatCidr(one))).toEqual(one);
      }),
    );
  });

  it("O2: refuses a block with host bits", () => {
    fc.assert(
      fc.property(block(8, 31), fc.nat(), (one, offset) => {
        const host = 1 + (offset % (size(one) - 1));
        expect(parseCidr(formatCidr({ first: one.first + host, prefix: one.prefix }))).toBeUndefined();
      }),
    );
  });

  it.each([
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "256.0.0.0/8",
    "10.0.0/8",
    "10.0.0.0/8 ",
    "a.b.c.d/8",
    "::/0",
    "10.0.0.0/-1",
  ])("O2: refuses %j", (given) => {
    expect(parseCidr(given)).toBeUndefined();
  });

  it("N2: agrees with Node about which block contains which", () => {
    fc.assert(
      fc.property(neighbors, ([outer, inner]) => {
        const list = members(outer);
        const both = list.check(text(inner.first)) && list.check(text(last(inner)));
        expect(contains(outer, inner)).toBe(both);
      }),
    );
  });

  it("N2: agrees with Node about which blocks overlap", () => {
    fc.assert(
      fc.property(neighbors, ([a, b]) => {
        // Blocks are either apart or one holds the other's first address.
        const shared = members(a).check(text(b.first)) || members(b).check(text(a.first));
        expect(overlaps(a, b)).toBe(shared);
        expect(overlaps(b, a)).toBe(shared);
      }),
    );
  });

  it("N2: numbers subnets that lie inside the block, one after the other", () => {
    fc.assert(
      fc.property(block(16, 24), fc.integer({ min: 0, max: 14 }), (vpc, index) => {
        const prefix = vpc.prefix + 4;
        const [one, next] = [subnet(vpc, prefix, index), subnet(vpc, prefix, index + 1)];
        expect(contains(vpc, one)).toBe(true);
        expect(overlaps(one, next)).toBe(false);
        expect(next.first).toBe(last(one) + 1);
      }),
    );
  });
});
