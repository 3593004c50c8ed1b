import type { Construct } from "constructs";
import { ImageRepository } from "../constructs/ecs/image-repository";
import type { Environment } from "../environments/config/schema";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface RegistryStackProps extends PlatformStackProps {
  readonly environment: Environment;
}

/** Where images are pushed before anything that runs them is deployed. */
export class RegistryStack extends PlatformStack {
  readonly repository: ImageRepository;

  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id, props);
    const { at, environment } = props;
    this.repository = new ImageRepository(this, "repository", {
      at,
      keep: environment.image.keep,
      forceDelete: !environment.deletionProtection,
    });
    this.output("repository_url", this.repository.url, "Where the image is pushed to");
  }
}
