"""Turns the trained Keras model into the ONNX file that the plugin reads."""
