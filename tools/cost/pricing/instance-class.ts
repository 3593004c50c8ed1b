const SIZES: Readonly<Record<string, number>> = { micro: 2, small: 2, medium: 2, large: 2, xlarge: 4 };

/**
 * Virtual CPUs of an instance class: two up to `large`, then doubled with each size.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
 */
export function vcpusOf(instanceClass: string): number {
  const size = instanceClass.split(".")[2] ?? "";
  const multiple = /^(\d+)xlarge$/.exec(size)?.[1];
  return multiple === undefined ? (SIZES[size] ?? 2) : 4 * Number(multiple);
}
