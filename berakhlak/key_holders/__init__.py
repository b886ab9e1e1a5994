"""Key holders: who alone can open what was sent in a cycle, each with a code on paper."""
