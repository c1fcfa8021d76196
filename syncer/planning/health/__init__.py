"""What the answers of a database mean: for the first apply, and for members. Facts in, findings out; pure."""
