import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
} from "@aws-sdk/client-ecr";
import { awsClient } from "../aws/client";
import { UsageError } from "../cli/environment";

/** An ECR repository that exists. */
export class Registry {
  private constructor(
    private readonly ecr: ECRClient,
    private readonly at: { readonly repositoryName: string; readonly registryId?: string },
    /** Where images are pushed to, without a tag. */
    readonly url: string,
  ) {}

  /**
   * @param account the account it belongs to, where that is not the caller's own
   * @throws {UsageError} where the repository has not been deployed yet
   */
  static async find(region: string, repository: string, account?: string): Promise<Registry> {
    const ecr = awsClient(ECRClient, { region });
    const registry = account === undefined ? {} : { registryId: account };
    try {
      const { repositories } = await ecr.send(
        new DescribeRepositoriesCommand({ ...registry, repositoryNames: [repository] }),
      );
      const url = repositories?.[0]?.repositoryUri;
      if (url !== undefined) return new Registry(ecr, { ...registry, repositoryName: repository }, url);
    } catch (error) {
      if ((error as Error).name !== "RepositoryNotFoundException") throw error;
    }
    throw new UsageError(
      `there is no repository ${repository} in ${region} yet: deploy the environment's registry stack first`,
    );
  }

  /** Whether an image with this tag is there; tags are immutable, so it need not be pushed again. */
  async has(imageTag: string): Promise<boolean> {
    return (await this.digest(imageTag)) !== undefined;
  }

  /** What a tag stands for; undefined where there is no image with this tag. */
  async digest(imageTag: string): Promise<string | undefined> {
    const query = new DescribeImagesCommand({ ...this.at, imageIds: [{ imageTag }] });
    try {
      const { imageDetails } = await this.ecr.send(query);
      return imageDetails?.[0]?.imageDigest;
    } catch (error) {
      if ((error as Error).name === "ImageNotFoundException") return undefined;
      throw error;
    }
  }

  /** A password of the caller, valid for twelve hours; it opens what the caller may reach in other accounts too. */
  async credentials(): Promise<{ user: string; password: string }> {
    const { authorizationData } = await this.ecr.send(new GetAuthorizationTokenCommand({}));
    const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? "", "base64").toString();
    const separator = token.indexOf(":");
    return { user: token.slice(0, separator), password: token.slice(separator + 1) };
  }
}
