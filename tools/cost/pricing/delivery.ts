import type { Pricing } from "../charge";

const component = "delivery" as const;

const build: Pricing = (resource, { assume }) => {
  const [environment] = resource.list<{ compute_type?: string; type?: string }>("environment");
  const size = (environment?.compute_type ?? "").toLowerCase().split("_").at(-1) ?? "small";
  const architecture = environment?.type?.startsWith("ARM") === true ? "arm" : "x86";
  return [
    {
      component,
      what: "builds",
      price: `build.${architecture}.${size}`,
      quantity: assume.buildMinutes,
      usage: true,
    },
  ];
};

const pipeline: Pricing = (resource, { assume }) =>
  resource.text("pipeline_type") === "V2"
    ? [
        {
          component,
          what: "actions of the pipeline",
          price: "pipeline.v2.minute",
          quantity: assume.pipelineMinutes,
          usage: true,
        },
      ]
    : [{ component, what: "pipeline", price: "pipeline.v1", quantity: 1 }];

export const DELIVERY: Readonly<Record<string, Pricing>> = {
  aws_codebuild_project: build,
  aws_codepipeline: pipeline,
};
