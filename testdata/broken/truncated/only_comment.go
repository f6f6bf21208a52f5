// Only a comment.
