import type { SynthesizedStack } from "./synthesized-stack";

/**
 * Everything that security groups let through, one line for each rule, sorted: `in tasks tcp 8080-8080 from
 * load-balancer`. Groups are called by the last part of their construct's path.
 */
export function edges(stack: SynthesizedStack): string[] {
  const names = new Map(
    stack.all("aws_security_group").map((group) => {
      const path = stack.pathOf(group);
      const called = path.replace(/^security\//, "");
      return [stack.reference("aws_security_group", path), called];
    }),
  );
  const called = (reference: unknown) => names.get(String(reference)) ?? String(reference);
  const rules = (direction: "in" | "out", type: string) =>
    stack.all(type).map((rule) => {
      const other =
        rule["referenced_security_group_id"] === undefined
          ? (rule["cidr_ipv4"] ?? rule["cidr_ipv6"] ?? rule["prefix_list_id"])
          : called(rule["referenced_security_group_id"]);
      const ports = `${String(rule["from_port"])}-${String(rule["to_port"])}`;
      const preposition = direction === "in" ? "from" : "to";
      return [
        direction,
        called(rule["security_group_id"]),
        rule["ip_protocol"],
        ports,
        preposition,
        other,
      ].join(" ");
    });
  return [
    ...rules("in", "aws_vpc_security_group_ingress_rule"),
    ...rules("out", "aws_vpc_security_group_egress_rule"),
  ].sort();
}
