resource "aws_s3_bucket" "this" {
  bucket_prefix = "undelivered-"
  force_destroy = true
}
resource "aws_iam_role" "this" {
  name = "delivery"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["firehose.amazonaws.com", "logs.amazonaws.com"] } }]
  })
}
resource "aws_vpc" "this" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "this" {
  vpc_id            = aws_vpc.this.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "us-east-1a"
}
resource "aws_security_group" "this" {
  name_prefix = "analytics-"
  vpc_id      = aws_vpc.this.id
}
resource "aws_cloudwatch_log_group" "this" { name = "/ecs/web" }
resource "aws_kinesis_firehose_delivery_stream" "this" {
  name        = "logs"
  destination = "opensearch"
  opensearch_configuration {
    domain_arn            = "arn:aws:es:us-east-1:123456789012:domain/logs"
    role_arn              = aws_iam_role.this.arn
    index_name            = "web"
    index_rotation_period = "OneDay"
    buffering_interval    = 60
    buffering_size        = 5
    retry_duration        = 300
    s3_backup_mode        = "FailedDocumentsOnly"
    s3_configuration {
      role_arn           = aws_iam_role.this.arn
      bucket_arn         = aws_s3_bucket.this.arn
      buffering_interval = 300
      buffering_size     = 5
      compression_format = "GZIP"
    }
    vpc_config {
      role_arn           = aws_iam_role.this.arn
      subnet_ids         = [aws_subnet.this.id]
      security_group_ids = [aws_security_group.this.id]
    }
  }
}
resource "aws_cloudwatch_log_subscription_filter" "this" {
  name            = "analytics"
  log_group_name  = aws_cloudwatch_log_group.this.name
  destination_arn = aws_kinesis_firehose_delivery_stream.this.arn
  role_arn        = aws_iam_role.this.arn
  filter_pattern  = ""
}
