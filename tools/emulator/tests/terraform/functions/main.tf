resource "aws_kms_key" "this" {}
resource "aws_iam_role" "this" {
  name = "function"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["lambda.amazonaws.com", "scheduler.amazonaws.com"] } }]
  })
}
resource "aws_iam_role_policy" "this" {
  role = aws_iam_role.this.name
  name = "logs"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = "${aws_cloudwatch_log_group.this.arn}:*" }]
  })
}
resource "aws_cloudwatch_log_group" "this" { name = "/aws/lambda/scaler" }
resource "aws_sqs_queue" "this" { name = "work" }
resource "aws_sqs_queue" "dead" { name = "work-dead" }
resource "aws_lambda_function" "this" {
  function_name                  = "scaler"
  role                           = aws_iam_role.this.arn
  runtime                        = "nodejs20.x"
  handler                        = "index.handler"
  architectures                  = ["arm64"]
  memory_size                    = 256
  timeout                        = 30
  filename                       = "${path.module}/function.zip"
  source_code_hash               = filebase64sha256("${path.module}/function.zip")
  kms_key_arn                    = aws_kms_key.this.arn
  reserved_concurrent_executions = 1
  environment { variables = { STAGE = "dev" } }
  dead_letter_config { target_arn = aws_sqs_queue.dead.arn }
  tracing_config { mode = "Active" }
  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.this.name
    application_log_level = "INFO"
    system_log_level      = "WARN"
  }
}
resource "aws_lambda_event_source_mapping" "this" {
  event_source_arn                   = aws_sqs_queue.this.arn
  function_name                      = aws_lambda_function.this.arn
  batch_size                         = 10
  maximum_batching_window_in_seconds = 5
  function_response_types            = ["ReportBatchItemFailures"]
  scaling_config { maximum_concurrency = 5 }
}
resource "aws_lambda_permission" "events" {
  statement_id  = "events"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.this.arn
}
resource "aws_cloudwatch_event_rule" "this" {
  name = "deployment-failed"
  event_pattern = jsonencode({
    source = ["aws.ecs"], detail-type = ["ECS Deployment State Change"], detail = { eventName = ["SERVICE_DEPLOYMENT_FAILED"] }
  })
}
resource "aws_cloudwatch_event_target" "function" {
  rule = aws_cloudwatch_event_rule.this.name
  arn  = aws_lambda_function.this.arn
  dead_letter_config { arn = aws_sqs_queue.dead.arn }
  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 3
  }
  input_transformer {
    input_paths    = { name = "$.detail.eventName" }
    input_template = "\"<name>\""
  }
}
resource "aws_scheduler_schedule_group" "this" { name = "scaling" }
resource "aws_scheduler_schedule" "this" {
  name                         = "scaler"
  group_name                   = aws_scheduler_schedule_group.this.name
  schedule_expression          = "rate(5 minutes)"
  schedule_expression_timezone = "Europe/Berlin"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = aws_lambda_function.this.arn
    role_arn = aws_iam_role.this.arn
    retry_policy { maximum_retry_attempts = 0 }
  }
}
resource "aws_secretsmanager_secret" "this" {
  name                    = "rotated"
  recovery_window_in_days = 0
}
resource "aws_secretsmanager_secret_version" "this" {
  secret_id     = aws_secretsmanager_secret.this.id
  secret_string = "not-a-secret-here"
}
resource "aws_lambda_permission" "rotation" {
  statement_id  = "rotation"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "secretsmanager.amazonaws.com"
}
resource "aws_secretsmanager_secret_rotation" "this" {
  secret_id           = aws_secretsmanager_secret.this.id
  rotation_lambda_arn = aws_lambda_function.this.arn
  rotate_immediately  = false
  rotation_rules { automatically_after_days = 30 }
  depends_on = [aws_lambda_permission.rotation, aws_secretsmanager_secret_version.this]
}
