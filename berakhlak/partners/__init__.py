"""What a provider with an account sees and reports; of persons the roll alone."""
