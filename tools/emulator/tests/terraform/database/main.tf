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
resource "aws_kms_key" "this" {
  enable_key_rotation     = true
  rotation_period_in_days = 180
}
resource "aws_kms_key" "secondary" { provider = aws.secondary }
resource "aws_db_subnet_group" "this" {
  name       = "data"
  subnet_ids = [for subnet in aws_subnet.this : subnet.id]
}
resource "aws_db_parameter_group" "this" {
  name   = "data"
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  parameter {
    name         = "max_connections"
    value        = "200"
    apply_method = "pending-reboot"
  }
}
resource "aws_iam_role" "monitoring" {
  name = "monitoring"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "monitoring.rds.amazonaws.com" } }]
  })
}
resource "aws_db_instance" "this" {
  identifier                            = "data"
  engine                                = "postgres"
  engine_version                        = "16.4"
  instance_class                        = "db.t4g.small"
  allocated_storage                     = 20
  max_allocated_storage                 = 100
  storage_type                          = "gp3"
  storage_encrypted                     = true
  kms_key_id                            = aws_kms_key.this.arn
  db_name                               = "app"
  username                              = "app"
  manage_master_user_password           = true
  master_user_secret_kms_key_id         = aws_kms_key.this.key_id
  multi_az                              = true
  db_subnet_group_name                  = aws_db_subnet_group.this.name
  vpc_security_group_ids                = [aws_security_group.this.id]
  parameter_group_name                  = aws_db_parameter_group.this.name
  backup_retention_period               = 7
  backup_window                         = "03:00-04:00"
  maintenance_window                    = "sun:05:00-sun:06:00"
  copy_tags_to_snapshot                 = true
  iam_database_authentication_enabled   = true
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.this.arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  auto_minor_version_upgrade            = true
  deletion_protection                   = false
  skip_final_snapshot                   = true
}
resource "aws_db_instance" "other" {
  identifier          = "other"
  engine              = "mysql"
  engine_version      = "8.0.40"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  username            = "app"
  password            = "not-a-secret-here"
  skip_final_snapshot = true
}
resource "aws_db_instance" "replica" {
  identifier                   = "replica"
  replicate_source_db          = aws_db_instance.this.identifier
  instance_class               = "db.t4g.small"
  storage_encrypted            = true
  kms_key_id                   = aws_kms_key.this.arn
  performance_insights_enabled = true
  monitoring_interval          = 0
  skip_final_snapshot          = true
}
resource "aws_db_instance" "abroad" {
  provider            = aws.secondary
  identifier          = "abroad"
  replicate_source_db = aws_db_instance.this.arn
  instance_class      = "db.t4g.small"
  storage_encrypted   = true
  kms_key_id          = aws_kms_key.secondary.arn
  skip_final_snapshot = true
}
resource "aws_db_instance_automated_backups_replication" "this" {
  provider               = aws.secondary
  source_db_instance_arn = aws_db_instance.this.arn
  kms_key_id             = aws_kms_key.secondary.arn
  retention_period       = 14
}
resource "aws_iam_role" "proxy" {
  name = "proxy"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "rds.amazonaws.com" } }]
  })
}
resource "aws_db_proxy" "this" {
  name                   = "data"
  engine_family          = "POSTGRESQL"
  role_arn               = aws_iam_role.proxy.arn
  require_tls            = true
  vpc_subnet_ids         = [for subnet in aws_subnet.this : subnet.id]
  vpc_security_group_ids = [aws_security_group.this.id]
  auth {
    auth_scheme = "SECRETS"
    iam_auth    = "REQUIRED"
    secret_arn  = aws_db_instance.this.master_user_secret[0].secret_arn
  }
}
resource "aws_db_proxy_default_target_group" "this" {
  db_proxy_name = aws_db_proxy.this.name
  connection_pool_config {
    max_connections_percent      = 80
    max_idle_connections_percent = 40
    connection_borrow_timeout    = 60
  }
}
resource "aws_db_proxy_target" "this" {
  db_proxy_name          = aws_db_proxy.this.name
  target_group_name      = aws_db_proxy_default_target_group.this.name
  db_instance_identifier = aws_db_instance.this.identifier
}
resource "aws_db_event_subscription" "this" {
  name             = "data"
  sns_topic        = aws_sns_topic.this.arn
  source_type      = "db-instance"
  source_ids       = [aws_db_instance.this.identifier]
  event_categories = ["failover", "failure"]
}
resource "aws_sns_topic" "this" { name = "data" }
