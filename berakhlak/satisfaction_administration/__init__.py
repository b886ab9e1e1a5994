"""What HR does with satisfaction surveys (SKM): opening, closing, plan, publishing, the report."""
