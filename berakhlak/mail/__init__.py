"""Mail to raters and HR, and the links in it; 0036 and 0037 say what may leave, and when."""
