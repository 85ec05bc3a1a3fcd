/**
 * This package holds the tensor operations of networks, and their interpreters.
 *
 * <p>A network is one function over {@link io.sparkdistill.tensor.TensorOps} and {@link
 * io.sparkdistill.tensor.Sequences}, generic in the type of a tensor. {@link io.sparkdistill.tensor.DjlOps} computes it
 * by PyTorch, for training. {@link io.sparkdistill.tensor.InferenceOps} computes it by PyTorch with less arithmetic,
 * for constant parameters. {@link io.sparkdistill.tensor.OnnxOps} writes it as an ONNX graph.
 */
package io.sparkdistill.tensor;
