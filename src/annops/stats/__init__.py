"""Statistics on numbers alone: arrays in, numbers out, without a notion of annotations."""
