import { collect, command, type Description } from "../cli/command";
import { ENVIRONMENT } from "../cli/environment";

/** A command that deploys an environment: what `deploy` and `apply` have in common. */
export function deploymentCommand(name: string, description: Description) {
  return command(name, description)
    .argument(...ENVIRONMENT)
    .option("--allow <stack/address>", "let this resource lose its data; may be repeated", collect, [])
    .option(
      "--images <directory>",
      "the images, as `npm run image -- <environment> --save` wrote them, instead of building them",
    )
    .option(
      "--url <url>",
      "where the service has to answer afterwards (default: the environment's own address)",
    )
    .option("--no-smoke-test", "don't ask the service for an answer");
}
