"""What others load by entry points: onrecord as a part of their programs."""
