resource "aws_sns_topic" "this" { name = "alerts" }
resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/web"
  retention_in_days = 30
}
resource "aws_cloudwatch_log_metric_filter" "this" {
  name           = "errors"
  log_group_name = aws_cloudwatch_log_group.this.name
  pattern        = "{ $.level = \"error\" }"
  metric_transformation {
    namespace     = "web"
    name          = "Errors"
    value         = "1"
    default_value = "0"
  }
}
resource "aws_cloudwatch_query_definition" "this" {
  name            = "web/slow requests"
  log_group_names = [aws_cloudwatch_log_group.this.name]
  query_string    = "fields @timestamp, path | filter duration > 1000 | sort duration desc"
}
resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "cpu"
  alarm_description   = "CPU above 80 % for 10 minutes"
  namespace           = "AWS/ECS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 2
  treat_missing_data  = "breaching"
  dimensions          = { ClusterName = "web", ServiceName = "web" }
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}
resource "aws_cloudwatch_metric_alarm" "rate" {
  alarm_name          = "error-rate"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  metric_query {
    id          = "rate"
    expression  = "100 * errors / requests"
    label       = "Error rate"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { errors = "HTTPCode_Target_5XX_Count", requests = "RequestCount" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value
        period      = 300
        stat        = "Sum"
      }
    }
  }
}
resource "aws_cloudwatch_metric_alarm" "percentile" {
  alarm_name          = "response-time"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  extended_statistic  = "p95"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
}
resource "aws_cloudwatch_composite_alarm" "this" {
  alarm_name        = "service"
  alarm_description = "Anything is wrong"
  alarm_rule        = "ALARM(${aws_cloudwatch_metric_alarm.cpu.alarm_name}) OR ALARM(${aws_cloudwatch_metric_alarm.rate.alarm_name})"
  alarm_actions     = [aws_sns_topic.this.arn]
  actions_suppressor {
    alarm            = aws_cloudwatch_metric_alarm.percentile.alarm_name
    extension_period = 60
    wait_period      = 60
  }
}
resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = "web"
  dashboard_body = jsonencode({
    widgets = [{ type = "text", x = 0, y = 0, width = 24, height = 1, properties = { markdown = "# web" } }]
  })
}
resource "aws_s3_bucket" "this" {
  bucket_prefix = "canary-"
  force_destroy = true
}
resource "aws_iam_role" "this" {
  name = "canary"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
resource "aws_synthetics_canary" "this" {
  name                     = "web"
  artifact_s3_location     = "s3://${aws_s3_bucket.this.id}/web"
  execution_role_arn       = aws_iam_role.this.arn
  runtime_version          = "syn-nodejs-puppeteer-9.1"
  handler                  = "index.handler"
  zip_file                 = "${path.module}/canary.zip"
  start_canary             = true
  delete_lambda            = true
  success_retention_period = 7
  failure_retention_period = 30
  schedule { expression = "rate(5 minutes)" }
  run_config {
    timeout_in_seconds = 60
    memory_in_mb       = 960
  }
}
