"""What the clock or an event starts; one small file a job. A job may run twice: what it does must not happen twice."""
