"""Structure: circuits as written, their flat networkx graph, composing them, checking them."""
