"""What people may ask of their data by law: that it be mended, and to be told beforehand."""
