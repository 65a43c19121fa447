"""What the firm does for its customers: sells, delivers, serves and keeps its promises."""
