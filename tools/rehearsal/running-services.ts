import type { Environment } from "../../environments/config/schema";
import type { Say } from "../cli/stages";
import { type AppliedContainer, appliedTask } from "./applied-task";
import { Application } from "./application";
import { StandIns } from "./stand-ins";

export interface RunningServicesProps {
  readonly project: string;
  readonly environment: Environment;
  /** Variables of the machine, not of a container: where AWS is. */
  readonly outside: Readonly<Record<string, string>>;
}

/** Every service of an environment, one task each, running here as its applied task definition says. */
export class RunningServices {
  private readonly applications: Application[] = [];
  private standIns: StandIns | undefined;
  private entrance: Application | undefined;

  constructor(private readonly props: RunningServicesProps) {}

  /** @throws {DatabaseMissingError} where a database's server can't be had on this machine */
  async start(region: string, cluster: string, say: Say): Promise<void> {
    const { services } = this.props.environment;
    // The one that requests go to keeps the port of its container; it starts first.
    const names = Object.keys(services).sort(
      (a, b) => Number(isEntrance(services[b])) - Number(isEntrance(services[a])),
    );
    for (const name of names) {
      say(name);
      const task = await appliedTask(region, cluster, name);
      this.standIns ??= await StandIns.start(this.props.project, [...task.first, task.main]);
      for (const container of task.first) await (await this.run(container, this.standIns)).finished();
      const application = await this.run(task.main, this.standIns);
      this.applications.push(application);
      await application.ready("/readyz");
      if (isEntrance(services[name])) this.entrance = application;
    }
  }

  /** What takes the place of managed servers. */
  get standInsUsed(): string[] {
    return this.standIns?.used ?? [];
  }

  /** Where requests go. */
  get url(): string {
    if (this.entrance === undefined) throw new Error("no service answers requests");
    return this.entrance.url;
  }

  async get(path: string): Promise<string> {
    const response = await fetch(`${this.url}${path}`);
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return response.text();
  }

  /** @throws {Error} where one does not end by itself, as ECS asks it to */
  async stop(): Promise<void> {
    const ends = await Promise.allSettled(
      this.applications.splice(0).map((application) => application.stop()),
    );
    await this.standIns?.stop();
    this.standIns = undefined;
    const failure = ends.find((one) => one.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  }

  private run(container: AppliedContainer, standIns: StandIns): Promise<Application> {
    const environment = standIns.redirect(container.environment);
    return Application.start(this.props.project, { ...container, environment }, this.props.outside);
  }
}

function isEntrance(service: Environment["services"][string] | undefined): boolean {
  return service?.route?.paths.length === 0;
}
