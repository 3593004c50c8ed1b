resource "aws_kms_key" "this" {}
resource "aws_kms_alias" "this" {
  name          = "alias/pipeline"
  target_key_id = aws_kms_key.this.key_id
}
resource "aws_s3_bucket" "this" {
  bucket_prefix = "artifacts-"
  force_destroy = true
}
resource "aws_sns_topic" "this" { name = "approval" }
resource "aws_iam_role" "this" {
  name = "pipeline"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Action = "sts:AssumeRole"
      Principal = { Service = ["codepipeline.amazonaws.com", "codebuild.amazonaws.com", "events.amazonaws.com"] }
    }]
  })
}
resource "aws_codecommit_repository" "this" {
  repository_name = "web"
  description     = "The application"
  default_branch  = "main"
}
resource "aws_codecommit_repository" "replica" {
  provider        = aws.secondary
  repository_name = "web"
}
resource "aws_codestarconnections_connection" "this" {
  name          = "github"
  provider_type = "GitHub"
}
resource "aws_cloudwatch_log_group" "this" { name = "/codebuild/web" }
resource "aws_codebuild_project" "this" {
  name                   = "web"
  description            = "Tests, builds and pushes the image"
  service_role           = aws_iam_role.this.arn
  encryption_key         = aws_kms_alias.this.arn
  build_timeout          = 20
  queued_timeout         = 60
  concurrent_build_limit = 1
  artifacts { type = "CODEPIPELINE" }
  cache {
    type  = "LOCAL"
    modes = ["LOCAL_DOCKER_LAYER_CACHE"]
  }
  environment {
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/amazonlinux2-aarch64-standard:3.0"
    type            = "ARM_CONTAINER"
    privileged_mode = true
    environment_variable {
      name  = "REPOSITORY"
      value = "web"
    }
  }
  logs_config {
    cloudwatch_logs { group_name = aws_cloudwatch_log_group.this.name }
  }
  source {
    type      = "CODEPIPELINE"
    buildspec = "buildspec.yml"
  }
}
resource "aws_codebuild_project" "replicate" {
  name         = "replicate"
  service_role = aws_iam_role.this.arn
  artifacts { type = "NO_ARTIFACTS" }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/amazonlinux2-aarch64-standard:3.0"
    type         = "ARM_CONTAINER"
  }
  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2"
  }
}
resource "aws_codepipeline" "this" {
  name           = "web"
  role_arn       = aws_iam_role.this.arn
  pipeline_type  = "V2"
  execution_mode = "QUEUED"
  artifact_store {
    location = aws_s3_bucket.this.id
    type     = "S3"
    encryption_key {
      id   = aws_kms_key.this.arn
      type = "KMS"
    }
  }
  stage {
    name = "Source"
    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeCommit"
      version          = "1"
      output_artifacts = ["source"]
      configuration    = { RepositoryName = aws_codecommit_repository.this.repository_name, BranchName = "main", PollForSourceChanges = "false" }
    }
  }
  stage {
    name = "Build"
    action {
      name             = "Build"
      category         = "Build"
      owner            = "AWS"
      provider         = "CodeBuild"
      version          = "1"
      input_artifacts  = ["source"]
      output_artifacts = ["build"]
      configuration    = { ProjectName = aws_codebuild_project.this.name }
    }
  }
  stage {
    name = "Approve"
    action {
      name          = "Approve"
      category      = "Approval"
      owner         = "AWS"
      provider      = "Manual"
      version       = "1"
      configuration = { NotificationArn = aws_sns_topic.this.arn }
    }
  }
  stage {
    name = "Deploy"
    action {
      name            = "Deploy"
      category        = "Deploy"
      owner           = "AWS"
      provider        = "ECS"
      version         = "1"
      input_artifacts = ["build"]
      configuration   = { ClusterName = "web", ServiceName = "web", FileName = "imagedefinitions.json" }
    }
  }
}
resource "aws_codestarnotifications_notification_rule" "this" {
  name           = "pipeline"
  detail_type    = "FULL"
  resource       = aws_codepipeline.this.arn
  event_type_ids = ["codepipeline-pipeline-pipeline-execution-failed"]
  target { address = aws_sns_topic.this.arn }
}
resource "aws_cloudwatch_event_rule" "this" {
  name          = "push"
  event_pattern = jsonencode({ source = ["aws.codecommit"], resources = [aws_codecommit_repository.this.arn], detail = { referenceName = ["main"] } })
}
resource "aws_cloudwatch_event_target" "this" {
  rule     = aws_cloudwatch_event_rule.this.name
  arn      = aws_codepipeline.this.arn
  role_arn = aws_iam_role.this.arn
}
