import type { ImageBuild } from "../environments/config/images";
import type { Environment } from "../environments/config/schema";

export type Architecture = Environment["image"]["architecture"];

/** What is known of an image before it is built. */
export interface DescribedImage {
  /** Hash of everything that it is built from, and the processor it is for. */
  readonly tag: string;
  /** Whether its Dockerfile says that it has Node.js. */
  readonly node: boolean;
}

/** Looks at what an image is built from. */
export type DescribeImage = (build: ImageBuild, architecture: Architecture) => DescribedImage;
