"""What programs read: JSON, problem+json (RFC 9457) for what is refused."""
