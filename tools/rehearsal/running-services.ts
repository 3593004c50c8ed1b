import type { Environment } from "../../environments/config/schema";
import type { Say } from "../cli/stages";
import { type AppliedContainer, appliedService, appliedTask } from "./applied-task";
import { Application } from "./application";
import { askChecks, exercise } from "./exercise";
import type { Launch } from "./launch";
import { Launches, type LaunchesProps } from "./launches";
import { StandIns } from "./stand-ins";

export interface RunningServicesProps extends LaunchesProps {
  /** Variables of the machine, not of a container: where AWS is. */
  readonly outside: Readonly<Record<string, string>>;
}

/** Every service of an environment, one task each, running here as its applied task definition says. */
export class RunningServices {
  private readonly applications: Application[] = [];
  private standIns: StandIns | undefined;
  private entrance: { readonly name: string; readonly application: Application } | undefined;
  private readonly launches: Launches;
  /** Services that could not be started here, with the reason. */
  readonly unstarted: string[] = [];

  constructor(private readonly props: RunningServicesProps) {
    this.launches = new Launches(props);
  }

  /** Installs and builds the applications that are started here. @throws {CommandError} where that fails */
  prepare(say: Say): Promise<void> {
    return this.launches.prepare(say);
  }

  /**
   * The migration first, to its end, and the services once it has succeeded.
   *
   * @throws {DatabaseMissingError} where a database's server can't be had on this machine
   * @throws {ApplicationError} where the migration fails, or a service does not start
   */
  async start(region: string, cluster: string, say: Say): Promise<void> {
    const { services, migration } = this.props.environment;
    // The one that requests go to keeps the port of its container; it starts first.
    const names = Object.keys(services).sort(
      (a, b) => Number(isEntrance(services[b])) - Number(isEntrance(services[a])),
    );
    const first = migration === undefined ? undefined : await appliedTask(region, `${cluster}-${migration}`);
    const running = new Map<string, AppliedContainer>();
    for (const name of names) running.set(name, await appliedService(region, cluster, name));
    const all = [...running.values(), ...(first === undefined ? [] : [first])];
    if (first !== undefined) {
      say(first.name);
      const launch = await this.launches.of(first, say);
      if (typeof launch === "string") {
        this.unstarted.push(`${first.name}, and the services after it: ${launch}`);
        return;
      }
      await (await this.run(first, launch, all)).finished();
    }
    for (const [name, container] of running) {
      say(name);
      const launch = await this.launches.of(container, say);
      if (typeof launch === "string") {
        this.unstarted.push(`${name}: ${launch}`);
        continue;
      }
      const application = await this.run(container, launch, all);
      this.applications.push(application);
      const { ready = services[name]?.route?.healthCheck.path } = this.launches.manifestOf(name);
      await (ready === undefined ? application.running() : application.ready(ready));
      if (isEntrance(services[name])) this.entrance = { name, application };
    }
  }

  /** Whether the service that gets all other requests runs here. */
  get answers(): boolean {
    return this.entrance !== undefined;
  }

  /** Uses the application as its visitors do. @returns what happened, a line each */
  async exercise(): Promise<string[]> {
    const { name, application } = this.entranceHere;
    const { exercise: stated } = this.launches.manifestOf(name);
    const directory = this.launches.directoryOf(name);
    const { environment, signal } = this.props;
    const lines = await askChecks(application.url, environment.monitoring.canary.checks);
    if (stated === undefined || directory === undefined) return lines;
    return [...lines, await exercise(stated, { url: application.url, directory, signal })];
  }

  private get entranceHere() {
    if (this.entrance === undefined) throw new Error("no service answers requests");
    return this.entrance;
  }

  /** What takes the place of managed servers. */
  get standInsUsed(): string[] {
    return this.standIns?.used ?? [];
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

  /** @param all every container that runs: what the stand-ins are asked for follows from them together */
  private async run(
    container: AppliedContainer,
    launch: Launch,
    all: readonly AppliedContainer[],
  ): Promise<Application> {
    this.standIns ??= await StandIns.start(this.props.project, all);
    const environment = this.standIns.redirect(container.environment);
    return Application.start(launch, { ...container, environment }, this.props.outside);
  }
}

function isEntrance(service: Environment["services"][string] | undefined): boolean {
  return service?.route?.paths.length === 0;
}
