import { expect, it } from "vitest";
import { permissions } from "../../tools/testing/policy";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const stack = synthesize({ test: { ...MINIMAL, tasks: { seed: { command: ["seed"] } } } }).get(
  "test-us-east-1-service",
);

it("D12: images are marked with every deployment of a service of this environment, before the first one", () => {
  expect(
    JSON.parse(String(stack.one("aws_cloudwatch_event_rule", "keep-images/deployment")["event_pattern"])),
  ).toEqual({
    source: ["aws.ecs"],
    "detail-type": ["ECS Deployment State Change"],
    resources: [{ prefix: "arn:aws:ecs:us-east-1:111111111111:service/webapp-test/" }],
  });
  const target = stack.one("aws_cloudwatch_event_target", "keep-images/target");
  expect(target["arn"]).toBe(stack.reference("aws_lambda_function", "keep-images/function", "arn"));
  expect(stack.one("aws_ecs_service", "web")["depends_on"]).toContain(
    `aws_cloudwatch_event_target.${target["//"].metadata.uniqueId}`,
  );
});

it("D12: the function marks images of this environment's repositories, and reads what its services run", () => {
  const policy = stack.one("aws_iam_role_policy", "keep-images/function/role/policy")["policy"];
  const lines = permissions(policy).filter((line) => /ecr:|ecs:/.test(line));
  expect(lines.map((line) => line.split(" ")[1])).toEqual([
    "ecr:BatchDeleteImage",
    "ecr:BatchGetImage",
    "ecr:ListImages",
    "ecr:PutImage",
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
  ]);
  for (const line of lines.filter((one) => one.includes("ecr:")))
    expect(line).toContain("test-us-east-1-registry");
  const { variables } = stack.one("aws_lambda_function", "keep-images/function")["environment"] as {
    variables: { SETTINGS: string };
  };
  expect(JSON.parse(variables.SETTINGS)).toMatchObject({ services: ["web"], families: ["webapp-test-seed"] });
});
