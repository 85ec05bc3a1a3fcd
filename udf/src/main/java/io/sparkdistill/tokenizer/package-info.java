/** This package holds the Hugging Face tokenizers of teachers and of TorchScript students. */
package io.sparkdistill.tokenizer;
