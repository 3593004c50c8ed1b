/**
 * Whether some path matches both of two patterns of an Application Load Balancer: `*` stands for any characters, `?` for
 * one. Paths are compared as they are written.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#path-conditions
 */
export function overlap(one: string, other: string): boolean {
  const known = new Map<number, boolean>();
  const meet = (i: number, j: number): boolean => {
    const key = i * (other.length + 1) + j;
    const before = known.get(key);
    if (before !== undefined) return before;
    const [a, b] = [one[i], other[j]];
    const found =
      (a === "*" && (meet(i + 1, j) || (b !== undefined && meet(i, j + 1)))) ||
      (b === "*" && (meet(i, j + 1) || (a !== undefined && meet(i + 1, j)))) ||
      (a === undefined && b === undefined) ||
      (a !== undefined && b !== undefined && matchOne(a, b) && meet(i + 1, j + 1));
    known.set(key, found);
    return found;
  };
  return meet(0, 0);
}

function matchOne(a: string, b: string): boolean {
  return a !== "*" && b !== "*" && (a === b || a === "?" || b === "?");
}
