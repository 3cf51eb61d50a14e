"""Questions about circuits: what they cost, whether two do the same, why a neuron fires; they change nothing."""
