package io.sparkdistill.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.FloatArrays;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/** Holds the moving average of a model's parameters. The arrays belong to the given manager. */
final class ParameterAverage {
    private final Averaging averaging;
    private final Parameters parameters;
    private final Map<ParameterShape, NDArray> averages = new LinkedHashMap<>();

    /** Creates the average before the first step: the parameters themselves. */
    ParameterAverage(NDManager manager, Averaging averaging, Parameters parameters) {
        this.averaging = averaging;
        this.parameters = parameters;
        if (averaging.isUsed()) {
            for (ParameterShape shape : parameters.shapes()) {
                if (shape.kind().isTrained()) {
                    NDArray average = parameters.get(shape).duplicate();
                    average.attach(manager);
                    averages.put(shape, average);
                }
            }
        }
    }

    /** Updates the average after a step, from 1. */
    void update(long step) {
        if (averaging.isDue(step)) {
            float weight = (float) averaging.weight(step);
            averages.forEach((shape, average) -> {
                try (NDArray part = parameters.get(shape).mul(1 - weight)) {
                    average.muli(weight).addi(part);
                }
            });
        }
    }

    /** Returns a copy of the average, one array per parameter; empty if none is kept. */
    float[][] export() {
        return averages.isEmpty()
                ? new float[0][]
                : parameters.shapes().stream()
                        .map(shape -> FloatArrays.copy(averages.getOrDefault(shape, parameters.get(shape))))
                        .toArray(float[][]::new);
    }

    /** Continues from an average that {@link #export} returned. */
    void restore(float[][] values) {
        for (int i = 0; i < values.length; i++) {
            NDArray average = averages.get(parameters.shapes().get(i));
            if (average != null) {
                FloatArrays.overwrite(average, values[i]);
            }
        }
    }
}
