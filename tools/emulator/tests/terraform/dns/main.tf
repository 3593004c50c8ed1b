resource "aws_vpc" "this" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_vpc" "other" { cidr_block = "10.1.0.0/16" }
resource "aws_route53_zone" "public" { name = "example.org" }
resource "aws_route53_zone" "private" {
  name = "internal.example.org"
  vpc { vpc_id = aws_vpc.this.id }
}
resource "aws_cloudwatch_log_group" "queries" { name = "/aws/route53/example.org" }
resource "aws_cloudwatch_log_resource_policy" "queries" {
  policy_name = "route53-queries"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Principal = { Service = "route53.amazonaws.com" }, Resource = "${aws_cloudwatch_log_group.queries.arn}:*"
    }]
  })
}
resource "aws_route53_query_log" "this" {
  zone_id                  = aws_route53_zone.public.zone_id
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.queries.arn
  depends_on               = [aws_cloudwatch_log_resource_policy.queries]
}
resource "aws_route53_health_check" "primary" {
  type              = "HTTPS"
  fqdn              = "primary.example.org"
  port              = 443
  resource_path     = "/readyz"
  request_interval  = 10
  failure_threshold = 2
  measure_latency   = true
}
resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = "unhealthy"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
}
resource "aws_route53_health_check" "alarm" {
  type                            = "CLOUDWATCH_METRIC"
  cloudwatch_alarm_name           = aws_cloudwatch_metric_alarm.this.alarm_name
  cloudwatch_alarm_region         = "us-east-1"
  insufficient_data_health_status = "Healthy"
}
resource "aws_route53_health_check" "calculated" {
  type                   = "CALCULATED"
  child_health_threshold = 1
  child_healthchecks     = [aws_route53_health_check.primary.id, aws_route53_health_check.alarm.id]
}
resource "aws_route53_record" "failover" {
  for_each        = { PRIMARY = aws_route53_health_check.calculated.id, SECONDARY = null }
  zone_id         = aws_route53_zone.public.zone_id
  name            = "www"
  type            = "CNAME"
  ttl             = 60
  records         = ["${lower(each.key)}.example.org"]
  set_identifier  = each.key
  health_check_id = each.value
  failover_routing_policy { type = each.key }
}
resource "aws_route53_record" "latency" {
  for_each       = toset(["us-east-1", "us-west-2"])
  zone_id        = aws_route53_zone.public.zone_id
  name           = "api"
  type           = "A"
  set_identifier = each.key
  latency_routing_policy { region = each.key }
  alias {
    name                   = "web-1.${each.key}.elb.amazonaws.com"
    zone_id                = "Z35SXDOTRQ7X7K"
    evaluate_target_health = true
  }
}
