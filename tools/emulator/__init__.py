"""A local AWS emulator: moto plus the AWS behavior that Terraform's AWS provider relies on and moto lacks."""
