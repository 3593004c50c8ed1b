import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { ServiceRole } from "../security/service-role";

/** An event that AWS sends, and the sentence that people get. */
export interface EventSource {
  /** Also the end of the rule's name. Lower-case, hyphens. */
  readonly id: string;
  readonly description: string;
  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
  readonly pattern: object;
  /** Values of the event by name, and the message made of them. */
  readonly paths: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface EventAlertsProps {
  readonly at: Location;
  /** What the events are; the end of the role's name. Lower-case, hyphens. */
  readonly purpose: string;
  readonly sources: readonly EventSource[];
  /** Where events go: the topic, or, in another region than the topic's, that region. */
  readonly to: { readonly topicArn: string } | { readonly region: string };
}

/** Events of one region, announced in a sentence; those of another region are sent to the topic's region first. */
export class EventAlerts extends Construct {
  constructor(scope: Construct, id: string, { at, purpose, sources, to }: EventAlertsProps) {
    super(scope, id);
    const role = "region" in to && sources.length > 0 ? this.forwarder(at, purpose, to.region) : undefined;
    for (const { id: source, description, pattern, paths, message } of sources) {
      const rule = new CloudwatchEventRule(this, source, {
        name: `${at.prefix}-${source}`,
        description,
        eventPattern: JSON.stringify(pattern),
      });
      const target = { rule: rule.name, targetId: "alerts" };
      if ("topicArn" in to) {
        new CloudwatchEventTarget(this, `${source}-target`, {
          ...target,
          arn: to.topicArn,
          inputTransformer: { inputPaths: paths, inputTemplate: JSON.stringify(message) },
        });
      } else if (role !== undefined) {
        new CloudwatchEventTarget(this, `${source}-target`, {
          ...target,
          arn: defaultBus(at, to.region),
          roleArn: role.arn,
          dependsOn: [role.ready],
        });
      }
    }
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html */
  private forwarder(at: Location, purpose: string, region: string): ServiceRole {
    return new ServiceRole(this, "role", {
      at,
      purpose,
      service: "events.amazonaws.com",
      sourceArn: arn(at, "events", `rule/${at.prefix}-*`),
      statements: [{ sid: "Forward", actions: ["events:PutEvents"], resources: [defaultBus(at, region)] }],
    });
  }
}

function defaultBus(at: Location, region: string): string {
  return arn({ ...at, region }, "events", "event-bus/default");
}
