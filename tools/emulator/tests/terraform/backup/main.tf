resource "aws_kms_key" "this" {}
resource "aws_backup_vault" "this" {
  name        = "data"
  kms_key_arn = aws_kms_key.this.arn
}
resource "aws_backup_vault" "secondary" {
  provider = aws.secondary
  name     = "data-copies"
}
resource "aws_backup_vault_policy" "this" {
  backup_vault_name = aws_backup_vault.this.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "backup:DeleteRecoveryPoint", Principal = "*", Resource = "*" }]
  })
}
resource "aws_sns_topic" "this" { name = "backups" }
resource "aws_backup_vault_notifications" "this" {
  backup_vault_name   = aws_backup_vault.this.name
  sns_topic_arn       = aws_sns_topic.this.arn
  backup_vault_events = ["BACKUP_JOB_FAILED"]
}
resource "aws_backup_plan" "this" {
  name = "data"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 180
    lifecycle { delete_after = 35 }
    copy_action {
      destination_vault_arn = aws_backup_vault.secondary.arn
      lifecycle { delete_after = 14 }
    }
  }
}
resource "aws_iam_role" "this" {
  name = "backup"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "backup.amazonaws.com" } }]
  })
}
resource "aws_backup_selection" "tagged" {
  name         = "tagged"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "Backup"
    value = "daily"
  }
}
resource "aws_backup_selection" "named" {
  name         = "named"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn
  resources    = ["arn:aws:rds:us-east-1:123456789012:db:data"]
}
resource "aws_backup_region_settings" "this" {
  resource_type_opt_in_preference = { for type in local.types : type => true }
  resource_type_management_preference = { DynamoDB = true, EFS = true }
}
locals { types = ["Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3"] }
