"""How fast the product is, as ratios to floors and peers that ran in turn with it."""
