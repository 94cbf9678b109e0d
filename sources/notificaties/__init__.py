"""What registers tell of themselves: notifications (Notificaties API 1.0)."""
