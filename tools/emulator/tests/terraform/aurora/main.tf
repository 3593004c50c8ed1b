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
resource "aws_subnet" "secondary" {
  provider          = aws.secondary
  for_each          = { a = "10.1.1.0/24", b = "10.1.2.0/24" }
  vpc_id            = aws_vpc.secondary.id
  cidr_block        = each.value
  availability_zone = "us-west-2${each.key}"
}
resource "aws_vpc" "secondary" {
  provider   = aws.secondary
  cidr_block = "10.1.0.0/16"
}
resource "aws_db_subnet_group" "this" {
  name       = "data"
  subnet_ids = [for subnet in aws_subnet.this : subnet.id]
}
resource "aws_db_subnet_group" "secondary" {
  provider   = aws.secondary
  name       = "data"
  subnet_ids = [for subnet in aws_subnet.secondary : subnet.id]
}
resource "aws_rds_cluster_parameter_group" "this" {
  name   = "data"
  family = "aurora-postgresql16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}
resource "aws_rds_global_cluster" "this" {
  global_cluster_identifier = "data"
  engine                    = "aurora-postgresql"
  engine_version            = "16.4"
  storage_encrypted         = true
}
resource "aws_kms_key" "this" {}
resource "aws_kms_key" "secondary" { provider = aws.secondary }
resource "aws_iam_role" "monitoring" {
  name = "monitoring"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "monitoring.rds.amazonaws.com" } }]
  })
}
resource "aws_rds_cluster" "this" {
  cluster_identifier                  = "data"
  global_cluster_identifier           = aws_rds_global_cluster.this.id
  engine                              = aws_rds_global_cluster.this.engine
  engine_version                      = aws_rds_global_cluster.this.engine_version
  database_name                       = "app"
  master_username                     = "app"
  master_password                     = "not-a-secret-here"
  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.this.id]
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.this.arn
  backup_retention_period             = 7
  preferred_backup_window             = "03:00-04:00"
  preferred_maintenance_window        = "sun:05:00-sun:06:00"
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql"]
  copy_tags_to_snapshot               = true
  skip_final_snapshot                 = true
  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 4
  }
}
resource "aws_rds_cluster_instance" "this" {
  count                        = 2
  identifier                   = "data-${count.index}"
  cluster_identifier           = aws_rds_cluster.this.id
  engine                       = aws_rds_cluster.this.engine
  engine_version               = aws_rds_cluster.this.engine_version
  instance_class               = "db.serverless"
  db_subnet_group_name         = aws_db_subnet_group.this.name
  performance_insights_enabled = true
  monitoring_interval          = 60
  monitoring_role_arn          = aws_iam_role.monitoring.arn
}
resource "aws_rds_cluster" "managed" {
  cluster_identifier          = "managed"
  engine                      = "aurora-mysql"
  engine_version              = "8.0.mysql_aurora.3.08.0"
  master_username             = "app"
  manage_master_user_password = true
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.this.arn
  skip_final_snapshot         = true
}
resource "aws_rds_cluster_instance" "managed" {
  identifier         = "managed"
  cluster_identifier = aws_rds_cluster.managed.id
  engine             = aws_rds_cluster.managed.engine
  instance_class     = "db.r6g.large"
}
resource "aws_appautoscaling_target" "readers" {
  service_namespace  = "rds"
  resource_id        = "cluster:${aws_rds_cluster.this.cluster_identifier}"
  scalable_dimension = "rds:cluster:ReadReplicaCount"
  min_capacity       = 1
  max_capacity       = 4
}
resource "aws_appautoscaling_policy" "readers" {
  name               = "readers"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.readers.service_namespace
  resource_id        = aws_appautoscaling_target.readers.resource_id
  scalable_dimension = aws_appautoscaling_target.readers.scalable_dimension
  target_tracking_scaling_policy_configuration {
    target_value = 60
    predefined_metric_specification { predefined_metric_type = "RDSReaderAverageCPUUtilization" }
  }
}
resource "aws_rds_cluster" "secondary" {
  provider                  = aws.secondary
  cluster_identifier        = "data-secondary"
  global_cluster_identifier = aws_rds_global_cluster.this.id
  engine                    = aws_rds_global_cluster.this.engine
  engine_version            = aws_rds_global_cluster.this.engine_version
  db_subnet_group_name      = aws_db_subnet_group.secondary.name
  storage_encrypted         = true
  kms_key_id                = aws_kms_key.secondary.arn
  skip_final_snapshot       = true
  depends_on                = [aws_rds_cluster_instance.this]
  lifecycle { ignore_changes = [replication_source_identifier] }
}
resource "aws_rds_cluster_instance" "secondary" {
  provider           = aws.secondary
  identifier         = "data-secondary"
  cluster_identifier = aws_rds_cluster.secondary.id
  engine             = aws_rds_cluster.secondary.engine
  engine_version     = aws_rds_cluster.secondary.engine_version
  instance_class     = "db.r6g.large"
}
