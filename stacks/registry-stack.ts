import type { Construct } from "constructs";
import { RepositoryAccess } from "../constructs/delivery/repository-access";
import { ImageRepository } from "../constructs/ecs/image-repository";
import type { Location } from "../constructs/location";
import type { Environment } from "../environments/config/schema";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface RegistryStackProps extends PlatformStackProps {
  readonly environment: Environment;
  /** Location of the pipeline that pushes images. @default there is none */
  readonly pipeline?: Location | undefined;
}

/** Where images are pushed before anything that runs them is deployed. */
export class RegistryStack extends PlatformStack {
  readonly repository: ImageRepository;

  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id, props);
    const { at, environment, pipeline } = props;
    this.repository = new ImageRepository(this, "repository", {
      at,
      keep: environment.image.keep,
      forceDelete: !environment.deletionProtection,
    });
    // In the same account, the policy of the build's own role is enough.
    if (pipeline !== undefined && pipeline.account !== at.account) {
      new RepositoryAccess(this, "pipeline-access", { repository: this.repository.name, pipeline });
    }
    this.output("repository_url", this.repository.url, "Where the image is pushed to");
  }
}
