resource "aws_kms_key" "this" {}
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
resource "aws_cloudwatch_log_group" "domain" { name = "/opensearch/logs" }
resource "aws_opensearch_domain" "this" {
  domain_name    = "logs"
  engine_version = "OpenSearch_2.17"
  cluster_config {
    instance_type  = "t3.small.search"
    instance_count = 1
  }
  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = 20
  }
  encrypt_at_rest {
    enabled    = true
    kms_key_id = aws_kms_key.this.arn
  }
  node_to_node_encryption { enabled = true }
  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
  advanced_security_options {
    enabled = true
    master_user_options { master_user_arn = aws_iam_role.this.arn }
  }
  log_publishing_options {
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.domain.arn
    log_type                 = "ES_APPLICATION_LOGS"
  }
  vpc_options {
    subnet_ids         = [aws_subnet.this.id]
    security_group_ids = [aws_security_group.this.id]
  }
  # The provider sleeps for ten minutes before it looks. When its patience has ended, it looks once more.
  timeouts {
    create = "1s"
    update = "1s"
    delete = "1s"
  }
}
