package io.sparkdistill.serving;

/** Lists the precisions that the numbers of an exported model can have. Each has a file of its own. */
public enum Precision {
    /** Single precision, as the student was trained. */
    FLOAT32("model.onnx", 1e-3, ""),
    /** Weights of 8 bits, and products of whole numbers: smaller and faster, and close to {@link #FLOAT32}. */
    INT8("model-int8.onnx", 0.1, ", or use FLOAT32: this processor may lack the instructions for products of 8 bits");

    private final String file;
    private final double tolerance;
    private final String remedy;

    Precision(String file, double tolerance, String remedy) {
        this.file = file;
        this.tolerance = tolerance;
        this.remedy = remedy;
    }

    /** Returns the name of the model's file in the folder of an exported student. */
    public String file() {
        return file;
    }

    /** How far logits may be from those of the processor that exported the student, relative to those above 1. */
    double tolerance() {
        return tolerance;
    }

    /** What else helps when logits are further away. */
    String remedy() {
        return remedy;
    }
}
