import { Construct } from "constructs";
import { type DeployingPipeline, RepositoryAccess } from "../constructs/delivery/repository-access";
import { ImageRepository } from "../constructs/ecs/image-repository";
import { EncryptionKey } from "../constructs/security/encryption-key";
import { builtImages } from "../environments/config/images";
import type { Environment } from "../environments/config/schema";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface RegistryStackProps extends PlatformStackProps {
  readonly environment: Environment;
  /** The pipeline that pushes images. @default there is none */
  readonly pipeline?: DeployingPipeline | undefined;
}

/** Where images are pushed before anything that runs them is deployed. */
export class RegistryStack extends PlatformStack {
  /** By name of the image; those that exist already have none. */
  readonly repositories: ReadonlyMap<string, ImageRepository>;

  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id, props);
    const { at, environment, pipeline } = props;
    const built = builtImages(environment).map(([name]) => name);
    const inside = new Construct(this, "repository");
    const keyArn = built.length === 0 ? "" : new EncryptionKey(inside, "key", { at, purpose: "images" }).arn;
    this.repositories = new Map(
      built.map((name) => [
        name,
        new ImageRepository(inside, name, {
          at,
          image: name,
          keyArn,
          keep: environment.image.keep,
          forceDelete: !environment.deletionProtection,
        }),
      ]),
    );
    for (const [name, repository] of this.repositories) {
      // In the same account, the policy of the build's own role is enough.
      if (pipeline !== undefined && pipeline.at.account !== at.account) {
        const { name: of } = environment;
        new RepositoryAccess(inside, `${name}-access`, {
          repository: repository.name,
          environment: of,
          pipeline,
        });
      }
      this.output(
        `repository_${name.replaceAll("-", "_")}`,
        repository.url,
        `Where the image ${name} is pushed to`,
      );
    }
  }
}
