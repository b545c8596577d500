"""What a network says of an article's statements, asked about the words that the rules have found."""
