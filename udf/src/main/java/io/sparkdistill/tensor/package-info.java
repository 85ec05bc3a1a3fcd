/**
 * The tensor operations of which networks are made, and the interpreters that carry them out.
 *
 * <p>A network is one function over {@link io.sparkdistill.tensor.TensorOps} and {@link
 * io.sparkdistill.tensor.Sequences}, generic in the type of a tensor. {@link io.sparkdistill.tensor.DjlOps} computes it
 * with PyTorch, as training needs it; {@link io.sparkdistill.tensor.InferenceOps} computes the same with PyTorch and less
 * arithmetic, for parameters that no longer change; {@link io.sparkdistill.tensor.OnnxOps} writes it as an ONNX graph.
 */
package io.sparkdistill.tensor;
