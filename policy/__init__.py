"""What may pass: limits, masking and checks over the request, before any upstream is asked."""
