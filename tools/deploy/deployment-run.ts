import { existsSync } from "node:fs";
import { join } from "node:path";
import { rolloutMinutes } from "../../constructs/ecs/rollout-time";
import { environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import { deployerOf } from "../../environments/config/pipelines";
import type { Environment } from "../../environments/config/schema";
import { baselineStackId, replicationStackId, stateOf, stateStackId } from "../../stacks";
import { applyBaseline } from "../baseline/adopt";
import type { Say } from "../cli/stages";
import { type Step, Steps } from "../cli/steps";
import { type Published, publish } from "../image/publish";
import { applyReplication } from "../image/replication";
import { checkScans } from "../image/scan";
import { stacksOf } from "../plan/synthesized";
import { bootstrap } from "../state/bootstrap";
import { commandsAtOnce } from "../terraform/at-once";
import { resourceProgress } from "../terraform/progress";
import { Terraform } from "../terraform/terraform";
import { deployDefinitions } from "./definitions";
import type { Deployed, DeployOptions } from "./deploy";
import type { Prepared } from "./prepare";
import { applyStack, type Outcome } from "./rollout";
import { awakeRegions, smokeTest } from "./smoke-test";
import { steadyState } from "./steady-state";

/** Everything of a deployment that changes something, once it was confirmed. */
export class DeploymentRun {
  private readonly outcomes = new Map<string, Outcome>();
  private readonly steps: Steps;
  private images: readonly Published[] = [];
  /** Names of the services that got another revision here, not by Terraform. */
  private readonly revised: string[] = [];
  private outputs: Deployed["outputs"] = {};
  /** How many are wanted of each service, by region. */
  private tasks: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map();

  constructor(
    private readonly environment: Environment,
    private readonly prepared: Prepared,
    private readonly output: string,
    private readonly options: DeployOptions,
  ) {
    const { signal, out } = options;
    const ends = [this.steady(), ...(options.smokeTest ? [this.smoke()] : [])];
    this.steps = new Steps([...this.onceForAll(), ...this.publication(), ...this.stacks(), ...ends], {
      atOnce: commandsAtOnce(),
      signal,
      ...(out && { out }),
    });
  }

  async run(): Promise<Deployed> {
    await this.steps.run();
    const changed =
      this.images.some(({ present }) => !present) ||
      this.revised.length > 0 ||
      [...this.outcomes.values()].some((outcome) => outcome !== "unchanged");
    return { changed, images: this.images, outputs: this.outputs };
  }

  /** What the account lacks: the remote state first, because every stack has its own there. */
  private onceForAll(): Step[] {
    const { environment } = this;
    const state = stateStackId(environment);
    const baseline = baselineStackId(environment);
    const replication = replicationStackId(environment);
    const steps: Step[] = [
      {
        id: state,
        after: [],
        title: "Create the remote state",
        run: (say) => bootstrap(this.terraform(state, say), state, stateOf(environment)),
      },
      {
        id: baseline,
        after: [state],
        title: "Set up the account's baseline",
        run: (say) => applyBaseline(this.terraform(baseline, say), environment.account),
      },
      {
        id: replication,
        after: [state, ...this.registries],
        title: "Let ECR copy images to the other regions",
        run: (say) => applyReplication(this.terraform(replication, say)),
      },
    ];
    return steps.filter(({ id }) => this.prepared.missing.includes(id));
  }

  /** ECR copies only what is pushed after the rule is there, and nothing runs an image that was not scanned. */
  private publication(): Step[] {
    const { environment } = this;
    const { project, archives, signal } = this.options;
    return [
      {
        id: "image",
        after: [...this.registries, replicationStackId(environment)],
        title: "Push the images that are not there yet",
        run: async (say) => {
          this.images = await publish(environment, { project, archives, signal, say });
          for (const { image, digest } of this.images) this.steps.stages.write(`  ${image} is ${digest}\n`);
        },
      },
      {
        id: "scan",
        after: ["image"],
        title: "Wait for the scan of the images",
        run: async (say) => {
          const { accepted } = await checkScans(environment, { project, signal, say });
          for (const { name, severity } of accepted)
            this.steps.stages.write(`  accepted: ${severity} ${name}\n`);
        },
      },
    ];
  }

  /** The environment's stacks; all but the registries only with an image that may be deployed. */
  private stacks(): Step[] {
    const { plan, directory } = this.prepared;
    const dependencies = new Map(
      stacksOf(this.output, this.environment.name).map(({ id, after }) => [id, after]),
    );
    const terraform = (stack: string, say: Say) => this.terraform(stack, say);
    return plan.stacks.map((saved) => ({
      id: saved.stack,
      after: [
        ...(dependencies.get(saved.stack) ?? []),
        stateStackId(this.environment),
        ...(this.registries.includes(saved.stack) ? [] : ["scan"]),
        // A search domain needs the role that OpenSearch has once in the account.
        ...(saved.stack.endsWith("-analytics") ? [baselineStackId(this.environment)] : []),
      ],
      title: `Deploy ${saved.stack}`,
      run: async (say) => {
        const rollout = { plan, directory, terraform, out: this.steps.stages };
        this.outcomes.set(saved.stack, await applyStack(saved, rollout, say));
      },
    }));
  }

  private steady(): Step {
    const { regions, name, services } = this.environment;
    const { project, signal } = this.options;
    const environments = loadEnvironments(environmentsDirectory(project));
    const othersDeploy = deployerOf(this.environment, environments) !== undefined;
    const withinMs = 60_000 * Math.max(...Object.values(services).map(rolloutMinutes));
    return {
      id: "steady",
      after: this.prepared.plan.stacks.map(({ stack }) => stack),
      title: "Wait until the services run what was deployed",
      run: async (say) => {
        const all = regions.map(async ({ name: region }) => {
          const service = await this.ready(`${name}-${region}-service`);
          if (othersDeploy) this.revised.push(...(await deployDefinitions(service, { region, say })));
          const waiting = { region, othersDeploy, withinMs, signal, say };
          return [region, await steadyState(service, waiting)] as const;
        });
        this.tasks = new Map(await Promise.all(all));
        const { stacks } = this.prepared.plan;
        const outputs = stacks.map(
          async ({ stack }) => [stack, await (await this.ready(stack)).outputs()] as const,
        );
        this.outputs = Object.fromEntries(await Promise.all(outputs));
      },
    };
  }

  private smoke(): Step {
    const { environment } = this;
    const { url, signal } = this.options;
    return {
      id: "smoke",
      after: ["steady"],
      title: "Ask the public address",
      run: async (say) => {
        const awake = awakeRegions(environment, this.tasks);
        if (awake.length === 0) {
          say("skipped: no tasks are wanted now");
          return;
        }
        const deployed = awake.map(
          (region) => this.outputs[`${environment.name}-${region}-service`]?.["url"],
        );
        const urls = url === undefined ? deployed : [url];
        for (const one of new Set(urls.filter((address) => address !== undefined)))
          await smokeTest(one, environment.monitoring.canary.checks, { signal, say });
      },
    };
  }

  private get registries(): string[] {
    return this.prepared.plan.stacks.map(({ stack }) => stack).filter((id) => id.endsWith("-registry"));
  }

  private terraform(stack: string, say?: Say): Terraform {
    const { env = process.env, signal } = this.options;
    const onLine = say && { onLine: resourceProgress(say) };
    return new Terraform(join(this.output, "stacks", stack), { env, signal, ...onLine });
  }

  /** A stack without changes has not been initialized where the plan was made on another machine. */
  private async ready(stack: string): Promise<Terraform> {
    const terraform = this.terraform(stack);
    if (!existsSync(join(terraform.directory, ".terraform"))) await terraform.init("-reconfigure");
    return terraform;
  }
}
