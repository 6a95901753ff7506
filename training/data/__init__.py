"""The pictures that the network learns from: drawn ones, and real ones."""
