import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guard, GuardError, losses } from "./guard";
import { MADE_FIRST, SERVING, STATEFUL } from "./stateful";
import { change, plan } from "./testing";

const STACK = "dev-us-east-1-data";

describe("losses", () => {
  it("P5: finds what is destroyed and what is replaced, with the attributes that force it", () => {
    const found = losses(
      STACK,
      plan(
        change("aws_db_instance.database", ["delete", "create"], {
          action_reason: "replace_because_cannot_update",
          replacePaths: [["storage_encrypted"], ["kms_key_id"]],
        }),
        change("aws_s3_bucket.logs", ["create", "delete"], { replacePaths: [["bucket"]] }),
        change("aws_kms_key.key", ["delete"], { action_reason: "delete_because_no_resource_config" }),
      ),
    );
    expect(found.map(({ id, action, reason }) => [id, action, reason])).toEqual([
      [
        `${STACK}/aws_db_instance.database`,
        "replace",
        "cannot be changed in place: storage_encrypted, kms_key_id",
      ],
      [`${STACK}/aws_s3_bucket.logs`, "replace", "cannot be changed in place: bucket"],
      [`${STACK}/aws_kms_key.key`, "destroy", "the configuration has no such resource any more"],
    ]);
    expect(found[0]?.loses).toContain("database");
  });

  it("P5: a stateful resource under a changed address is destroyed under the old one", () => {
    const renamed = plan(change("aws_sqs_queue.old", ["delete"]), change("aws_sqs_queue.new", ["create"]));
    expect(losses(STACK, renamed).map(({ id }) => id)).toEqual([`${STACK}/aws_sqs_queue.old`]);
  });

  it.each([
    ["moved", change("aws_sqs_queue.new", ["no-op"], { previous_address: "aws_sqs_queue.old" })],
    ["forgotten", change("aws_sqs_queue.queue", ["forget"])],
    ["forgotten, with another in its place", change("aws_sqs_queue.queue", ["create", "forget"])],
    ["changed in place", change("aws_sqs_queue.queue", ["update"])],
    ["created", change("aws_sqs_queue.queue", ["create"])],
    ["imported", change("aws_sqs_queue.queue", ["no-op"], { importing: { id: "queue" } })],
    ["read", change("data.aws_sqs_queue.queue", ["delete"], { mode: "data", type: "aws_sqs_queue" })],
  ])("P5: nothing is lost where it is %s", (_, one) => {
    expect(losses(STACK, plan(one))).toEqual([]);
  });

  it.each([
    "aws_ecs_service.web",
    "aws_lb.load-balancer",
    "aws_vpc.vpc",
    "aws_subnet.private-0",
    "aws_nat_gateway.gateway-0",
    "aws_eip.address-0",
  ])("D5: finds that %s goes, and with it the service", (address) => {
    const found = losses(STACK, plan(change(address, ["delete", "create"], { replacePaths: [["name"]] })));
    expect(found).toMatchObject([{ id: `${STACK}/${address}`, action: "replace", kind: "outage" }]);
    expect(() => {
      guard(found, []);
    }).toThrow(/would destroy 1 resource that serves requests; nothing was changed[^]*stops: /);
  });

  it.each([
    ["goes before there is another", ["delete", "create"], 1],
    ["goes for good", ["delete"], 1],
    ["goes after another is in use", ["create", "delete"], 0],
  ])("finds a target group that %s, and only that", (_, actions, count) => {
    expect(losses(STACK, plan(change("aws_lb_target_group.web", actions)))).toHaveLength(count);
  });

  it("P5: what neither holds data nor serves may be replaced", () => {
    const routine = plan(
      change("aws_ecs_task_definition.web", ["create", "delete"]),
      change("aws_lb_listener_rule.api", ["delete"]),
    );
    expect(losses(STACK, routine)).toEqual([]);
  });
});

describe("guard", () => {
  const found = losses(
    STACK,
    plan(change("aws_db_instance.database", ["delete"]), change("aws_sqs_queue.jobs", ["delete"])),
  );
  const [database = "", queue = ""] = found.map(({ id }) => id);

  it("P5: stops with address, what happens, why, what is lost and how to allow it; exit code 3", () => {
    const refused = () => {
      guard(found, []);
    };
    expect(refused).toThrow(GuardError);
    expect(refused).toThrow(/would destroy 2 stateful resources; nothing was changed/);
    expect(refused).toThrow(
      new RegExp(`${database}\\n +would be destroyed\\n +because: .+\\n +lost: +the database`),
    );
    expect(refused).toThrow(`--allow '${queue}'`);
    expect(refused).toThrow("delivery.allowDestroy");
    expect(new GuardError(found).exitCode).toBe(3);
  });

  it("T2: says how something is kept whose creation was interrupted, and only then", () => {
    const replaced = (action_reason: string) =>
      losses(STACK, plan(change("aws_db_instance.database", ["delete", "create"], { action_reason })));
    const how = `npm run recover -- ${STACK}`;
    expect(() => guard(replaced("replace_because_tainted"), [])).toThrow(how);
    expect(() => guard(replaced("replace_by_request"), [])).not.toThrow(how);
  });

  it("P5: lets pass what is named, and only that", () => {
    expect(() => guard(found, [database, queue])).not.toThrow();
    expect(() => guard(found, [queue])).toThrow(/1 stateful resource;/);
    expect(() => guard(found, [database.replace("dev", "prod"), queue])).toThrow(database);
  });

  it("P5: whatever else a plan does, it passes exactly when every loss is named", () => {
    const action = fc.constantFrom<string[][]>(
      ["no-op"],
      ["create"],
      ["update"],
      ["delete"],
      ["delete", "create"],
      ["create", "delete"],
      ["forget"],
    );
    const guarded = { ...STATEFUL, ...SERVING };
    const type = fc.constantFrom(...Object.keys(guarded), "aws_route_table", "aws_s3_bucket_policy");
    const changes = fc.uniqueArray(fc.record({ type, name: fc.stringMatching(/^[a-z]{1,4}$/), action }), {
      selector: ({ type, name }) => `${type}.${name}`,
    });
    fc.assert(
      fc.property(changes, fc.func(fc.boolean()), (given, allows) => {
        const destroyed = given.filter(
          ({ type, action }) =>
            type in guarded &&
            action.includes("delete") &&
            !(MADE_FIRST.includes(type) && action[0] === "create"),
        );
        const all = losses(
          STACK,
          plan(...given.map(({ type, name, action }) => change(`${type}.${name}`, action))),
        );
        expect(all.map(({ id }) => id)).toEqual(
          destroyed.map(({ type, name }) => `${STACK}/${type}.${name}`),
        );
        const allowed = all.map(({ id }) => id).filter((id) => allows(id));
        if (allowed.length === all.length) expect(() => guard(all, allowed)).not.toThrow();
        else expect(() => guard(all, allowed)).toThrow(GuardError);
      }),
    );
  });
});
