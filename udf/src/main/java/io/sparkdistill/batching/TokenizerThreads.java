package io.sparkdistill.batching;

import ai.djl.Device;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** Where the inputs of a task are tokenized. */
public enum TokenizerThreads {
    /** On the task's own core: the model computes on the CPU, and all other cores have tasks of their own. */
    TASK {
        @Override
        Executor executor() {
            return Runnable::run;
        }

        @Override
        IntStream range(int count) {
            return IntStream.range(0, count);
        }
    },
    /**
     * In the background, on all cores that this JVM leaves idle: another device computes, and one core tokenizes short
     * texts more slowly than a GPU labels them.
     */
    BACKGROUND {
        @Override
        Executor executor() {
            return ForkJoinPool.commonPool();
        }

        @Override
        IntStream range(int count) {
            return IntStream.range(0, count).parallel();
        }
    };

    /** Returns where inputs for a model on this device are tokenized. */
    public static TokenizerThreads beside(Device device) {
        return device.equals(Device.cpu()) ? TASK : BACKGROUND;
    }

    /** Runs the work of one window. */
    abstract Executor executor();

    /** The positions of a window's inputs, to be worked on by these threads when called from {@link #executor}. */
    abstract IntStream range(int count);
}
