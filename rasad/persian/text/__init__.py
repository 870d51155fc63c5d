"""Text: letters, tokens, numbers and sentences, before anything is known of words."""
