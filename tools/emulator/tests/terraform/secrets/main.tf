resource "aws_kms_key" "this" {
  enable_key_rotation     = true
  rotation_period_in_days = 180
}
resource "aws_kms_alias" "this" {
  name          = "alias/secrets"
  target_key_id = aws_kms_key.this.key_id
}
resource "aws_kms_key" "shared" { multi_region = true }
resource "aws_kms_replica_key" "shared" {
  provider        = aws.secondary
  primary_key_arn = aws_kms_key.shared.arn
  description     = "Replica"
}
resource "aws_kms_alias" "shared" {
  provider      = aws.secondary
  name          = "alias/shared"
  target_key_id = aws_kms_replica_key.shared.key_id
}
ephemeral "aws_secretsmanager_random_password" "this" {
  password_length     = 32
  exclude_punctuation = true
}
resource "aws_secretsmanager_secret" "token" {
  name                    = "cache-token"
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = 7
  replica {
    region     = "us-west-2"
    kms_key_id = aws_kms_replica_key.shared.arn
  }
}
resource "aws_secretsmanager_secret_version" "token" {
  secret_id                = aws_secretsmanager_secret.token.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.this.random_password
  secret_string_wo_version = 1
}
resource "aws_secretsmanager_secret_policy" "token" {
  secret_arn = aws_secretsmanager_secret.token.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Own", Effect = "Deny", Action = "secretsmanager:DeleteSecret", Principal = "*", Resource = "*" }]
  })
}
resource "aws_ssm_parameter" "this" {
  name   = "/web/flags"
  type   = "SecureString"
  value  = "not-a-secret-here"
  key_id = aws_kms_key.this.arn
}
