resource "aws_kms_key" "this" {}
resource "aws_sqs_queue" "dead" {
  name                      = "jobs-dead"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.this.arn
}
resource "aws_sqs_queue" "this" {
  name                       = "jobs"
  visibility_timeout_seconds = 60
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_key.this.arn
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 5 })
}
resource "aws_sqs_queue_redrive_allow_policy" "this" {
  queue_url            = aws_sqs_queue.dead.id
  redrive_allow_policy = jsonencode({ redrivePermission = "byQueue", sourceQueueArns = [aws_sqs_queue.this.arn] })
}
resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly", Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = aws_sqs_queue.this.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
resource "aws_sns_topic" "this" {
  name              = "alerts"
  kms_master_key_id = aws_kms_key.this.arn
}
resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid = "Alarms", Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }
      Action = "sns:Publish", Resource = aws_sns_topic.this.arn
    }]
  })
}
resource "aws_sns_topic_subscription" "email" {
  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = "ops@example.com"
}
resource "aws_sns_topic_subscription" "webhook" {
  topic_arn              = aws_sns_topic.this.arn
  protocol               = "https"
  endpoint               = "https://hooks.example.com/alerts"
  endpoint_auto_confirms = true
}
resource "aws_sns_topic_subscription" "queue" {
  topic_arn            = aws_sns_topic.this.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this.arn
  raw_message_delivery = true
}
