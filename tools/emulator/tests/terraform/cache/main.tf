resource "aws_vpc" "this" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "this" {
  for_each          = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value
  availability_zone = "us-east-1${each.key}"
}
resource "aws_security_group" "this" {
  name_prefix = "data-"
  vpc_id      = aws_vpc.this.id
}
resource "aws_elasticache_subnet_group" "this" {
  name       = "cache"
  subnet_ids = [for subnet in aws_subnet.this : subnet.id]
}
resource "aws_elasticache_parameter_group" "this" {
  name   = "cache"
  family = "redis7"
  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }
}
resource "aws_kms_key" "this" {}
resource "aws_cloudwatch_log_group" "this" { name = "/cache/slow" }
resource "aws_elasticache_cluster" "single" {
  cluster_id               = "single"
  engine                   = "redis"
  engine_version           = "7.1"
  node_type                = "cache.t3.micro"
  num_cache_nodes          = 1
  port                     = 6379
  parameter_group_name     = aws_elasticache_parameter_group.this.name
  subnet_group_name        = aws_elasticache_subnet_group.this.name
  security_group_ids       = [aws_security_group.this.id]
  snapshot_retention_limit = 1
  maintenance_window       = "sun:05:00-sun:06:00"
  apply_immediately        = true
  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.this.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }
}
resource "aws_elasticache_replication_group" "this" {
  replication_group_id       = "replicated"
  description                = "Sessions and query cache"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  port                       = 6379
  parameter_group_name       = aws_elasticache_parameter_group.this.name
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [aws_security_group.this.id]
  automatic_failover_enabled = true
  multi_az_enabled           = true
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.this.arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  auth_token                 = "not-a-secret-here"
  auth_token_update_strategy = "SET"
  snapshot_retention_limit   = 7
  snapshot_window            = "03:00-04:00"
  maintenance_window         = "sun:05:00-sun:06:00"
  apply_immediately          = true
  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.this.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }
}
resource "aws_elasticache_user" "default" {
  user_id       = "disabled-default"
  user_name     = "default"
  access_string = "off ~* -@all"
  engine        = "redis"
  authentication_mode {
    type      = "password"
    passwords = ["not-a-secret-here"]
  }
}
resource "aws_elasticache_user" "app" {
  user_id       = "app"
  user_name     = "app"
  access_string = "on ~app:* +@all -@dangerous"
  engine        = "redis"
  authentication_mode { type = "iam" }
}
resource "aws_elasticache_user_group" "this" {
  user_group_id = "app"
  engine        = "redis"
  user_ids      = [aws_elasticache_user.default.user_id, aws_elasticache_user.app.user_id]
}
resource "aws_elasticache_replication_group" "sharded" {
  replication_group_id       = "sharded"
  description                = "Sharded"
  engine                     = "valkey"
  node_type                  = "cache.t4g.small"
  num_node_groups            = 2
  replicas_per_node_group    = 1
  cluster_mode               = "enabled"
  parameter_group_name       = "default.valkey8.cluster.on"
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  automatic_failover_enabled = true
  transit_encryption_enabled = true
  user_group_ids             = [aws_elasticache_user_group.this.id]
}
