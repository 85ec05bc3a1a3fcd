package io.sparkdistill.jobs.inference;

import org.apache.spark.SparkConf;

/**
 * Chooses the kernels by which PyTorch computes attention on GPUs. On Hopper and Blackwell it prefers those of cuDNN, which
 * build a plan for every shape of a batch and keep it per thread: with batches of many shapes the plans take several times
 * as long as the batches. Its other kernels need no plans.
 */
public final class AttentionKernels {
    private static final String DEPRIORITIZED = "spark.executorEnv.TORCH_CUDNN_SDPA_DEPRIORITIZED";
    /** The setting of earlier versions of PyTorch. */
    private static final String PREFERRED = "spark.executorEnv.TORCH_CUDNN_SDPA_PREFERRED";

    private AttentionKernels() {}

    /** Tells executors not to prefer cuDNN's kernels, unless the user has decided. */
    public static void withoutPlans(SparkConf conf) {
        conf.setIfMissing(DEPRIORITIZED, "1");
        conf.setIfMissing(PREFERRED, "0");
    }
}
