import type { Construct } from "constructs";
import { ImageRepository } from "../constructs/ecs/image-repository";
import type { Environment } from "../environments/config/schema";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface RegistryStackProps extends PlatformStackProps {
  readonly environment: Environment;
  /** Regions that receive copies of the images. */
  readonly replicateTo: readonly string[];
}

/** Where images are pushed before anything that runs them is deployed. */
export class RegistryStack extends PlatformStack {
  readonly repository: ImageRepository;

  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id, props);
    const { at, environment, replicateTo } = props;
    this.repository = new ImageRepository(this, "repository", {
      at,
      keep: environment.image.keep,
      replicateTo,
      forceDelete: !environment.deletionProtection,
    });
    this.output("repository_url", this.repository.url, "Where the image is pushed to");
  }
}
