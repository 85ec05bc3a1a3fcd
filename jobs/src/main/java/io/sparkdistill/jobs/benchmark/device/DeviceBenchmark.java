package io.sparkdistill.jobs.benchmark.device;

import ai.djl.Device;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.teacher.ModelOutput;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.teacher.TextModelSpec;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast an executor labels phrases on this machine's device, without Spark. */
@Command(
        name = "device-benchmark",
        description = "Labels phrases with models of several precisions and prints rows per second.",
        mixinStandardHelpOptions = true)
public final class DeviceBenchmark implements Callable<Integer> {
    private static final int CLASSES = 2;

    private static final int MAX_TOKENS = 128;
    private static final int COMPARED = 256;
    private static final long SEED = 20260101;

    @Option(
            names = "--folder",
            required = true,
            description = "Folder of PRECISION-model.pt and PRECISION-tokenizer.json.")
    private Path folder;

    @Option(names = "--out", required = true, description = "Folder for the batches of every budget.")
    private Path out;

    @Option(names = "--device", defaultValue = "gpu", description = "gpu or cpu (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--phrases",
            defaultValue = "200000",
            description = "Number of phrases (default: ${DEFAULT-VALUE}).")
    private int phraseCount;

    @Option(
            names = "--precisions",
            split = ",",
            defaultValue = "float32,float16,bfloat16",
            description = "Precisions of the models, in order.")
    private List<String> precisions;

    @Option(names = "--budgets", split = ",", defaultValue = "0,16384", description = "Tokens per batch; 0: measured.")
    private List<Integer> budgets;

    @Option(names = "--tasks", split = ",", defaultValue = "1,4", description = "Tasks that share the device.")
    private List<Integer> tasks;

    @Option(names = "--window-rows", defaultValue = "4096", description = "As label.window-rows.")
    private int windowRows;

    @Option(
            names = "--repeats",
            defaultValue = "3",
            description =
                    "Timed passes (default: ${DEFAULT-VALUE}); 0: write the batches and compare the logits instead.")
    private int repeats;

    private final TextTable table = new TextTable(
            "model", "tasks", "tokens per batch", "rows/s", "slowest", "fastest", "tokens/s", "padding", "GPU busy");

    /** Runs the benchmark; its exit code is 0 if all passes ended. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new DeviceBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.printf("PyTorch %s%n", PyTorch.engine().getVersion());
        List<ModelInput> phrases = Phrases.draw(file(precisions.get(0), "tokenizer.json"), phraseCount, SEED);
        Device measured = device.equals("cpu") ? Device.cpu() : Device.gpu(0);
        if (repeats == 0) {
            prepare(measured, phrases);
            return 0;
        }
        for (String precision : precisions) {
            try (LogitsModel<SubwordTokens> model = load(precision, measured)) {
                for (int count : tasks) {
                    for (int budget : budgets) {
                        measure(precision, model, measured, budget, count, phrases);
                    }
                }
            }
        }
        System.out.println(table);
        return 0;
    }

    /** Writes the batches, and compares the logits of every precision with those of float32 on the CPU. */
    private void prepare(Device measured, List<ModelInput> phrases) throws IOException, InterruptedException {
        ReferenceLogits reference;
        try (LogitsModel<SubwordTokens> model = load("float32", Device.cpu())) {
            reference = ReferenceLogits.of(model, phrases.subList(0, Math.min(COMPARED, phrases.size())));
            for (int budget : budgets) {
                if (budget != BatchLimits.MEASURED) {
                    record(model, budget, phrases);
                }
            }
        }
        for (String precision : precisions) {
            try (LogitsModel<SubwordTokens> model = load(precision, measured)) {
                System.out.printf(
                        "%s: logits of %d phrases differ from float32 on the CPU by at most %.2g%n",
                        precision, reference.phrases().size(), reference.maxDifference(model));
            }
        }
    }

    private Path file(String precision, String name) {
        return folder.resolve(ModelFiles.shippedName(precision, name));
    }

    private LogitsModel<SubwordTokens> load(String precision, Device on) throws IOException {
        return new TextModelSpec(
                        ModelIdentity.named(precision)
                                .withFingerprint(precision)
                                .withClasses(CLASSES),
                        ModelFormat.TORCH_SCRIPT,
                        new TextInput(MAX_TOKENS, List.of(TokenizerOutput.values())),
                        ModelOutput.LOGITS)
                .load(ModelFiles.in(folder), on);
    }

    private BatchLimits limits(int budget) {
        return new BatchLimits(windowRows, budget, Integer.MAX_VALUE);
    }

    private void record(LogitsModel<SubwordTokens> model, int budget, List<ModelInput> phrases)
            throws IOException, InterruptedException {
        Path file = out.resolve("batches-" + budget + ".bin");
        try (DataOutputStream stream = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            BatchRecorder recorder = new BatchRecorder(model, stream);
            TokenBudget tokens = TokenBudget.fixed(budget);
            try (DeviceTasks one = new DeviceTasks(recorder, Device.cpu(), limits(budget), tokens, 1)) {
                System.out.printf(
                        "tokenizing, planning and writing batches of %d tokens, one thread: %,.0f rows/s%n",
                        budget, phrases.size() / one.run(phrases).seconds());
            }
        }
    }

    private void measure(
            String precision, LogitsModel<?> model, Device on, int budget, int count, List<ModelInput> phrases)
            throws IOException, InterruptedException {
        TokenBudget tokens = limits(budget).budget(TokenBudget.measured());
        List<Double> seconds = new ArrayList<>();
        BatchCost cost = BatchCost.NONE;
        OptionalDouble busy;
        try (DeviceTasks all = new DeviceTasks(model, on, limits(budget), tokens, count)) {
            System.out.printf(
                    "%s, %d tasks, budget %d: warm-up %.1f s%n",
                    precision, count, budget, all.run(phrases).seconds());
            GpuLoad load = GpuLoad.start();
            for (int repeat = 0; repeat < repeats; repeat++) {
                DeviceTasks.Pass pass = all.run(phrases);
                seconds.add(pass.seconds());
                System.out.printf(
                        "%s, %d tasks, budget %d: %,.0f rows/s%n",
                        precision, count, budget, phrases.size() / pass.seconds());
                cost = cost.plus(pass.cost());
            }
            busy = load.stop();
        }
        Collections.sort(seconds);
        double median = seconds.get(seconds.size() / 2);
        table.row(
                precision,
                Integer.toString(count),
                (budget == BatchLimits.MEASURED ? "auto: " : "") + tokens.next(),
                "%,.0f".formatted(phrases.size() / median),
                "%,.0f".formatted(phrases.size() / seconds.get(seconds.size() - 1)),
                "%,.0f".formatted(phrases.size() / seconds.get(0)),
                "%,.0f".formatted((double) cost.tokens() / repeats / median),
                "%.1f %%".formatted(100 * cost.paddingShare()),
                busy.isPresent() ? "%.0f %%".formatted(100 * busy.getAsDouble()) : "-");
    }
}
