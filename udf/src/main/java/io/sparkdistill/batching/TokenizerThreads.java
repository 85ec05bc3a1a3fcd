package io.sparkdistill.batching;

import ai.djl.Device;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** Selects the threads on which a task's inputs are tokenized. */
public enum TokenizerThreads {
    /** The task's own thread: the model computes on the CPU, and all other cores have tasks of their own. */
    TASK {
        @Override
        Executor executor() {
            return Runnable::run;
        }

        @Override
        IntStream positions(int count) {
            return IntStream.range(0, count);
        }
    },
    /**
     * The common pool of this JVM, in the background: another device computes, and one core tokenizes short texts more
     * slowly than a GPU labels them.
     */
    BACKGROUND {
        @Override
        Executor executor() {
            return ForkJoinPool.commonPool();
        }

        @Override
        IntStream positions(int count) {
            return IntStream.range(0, count).parallel();
        }
    };

    /** Returns the threads that tokenize for a model on this device. */
    public static TokenizerThreads beside(Device device) {
        return device.equals(Device.cpu()) ? TASK : BACKGROUND;
    }

    /** Returns what runs the work on one window. */
    abstract Executor executor();

    /** Returns the positions of a window's inputs as a stream that these threads share when {@link #executor} runs it. */
    abstract IntStream positions(int count);
}
