package io.sparkdistill.jobs.train;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.StudentConfig.TorchScriptStudent;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.examples.EncodedExamples;
import io.sparkdistill.jobs.train.examples.InputEncoder;
import io.sparkdistill.jobs.train.examples.TrainingData;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.jobs.train.rounds.DriverRounds;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.jobs.train.rounds.TrainerSettings;
import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.student.TorchScriptModel;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Fine-tunes a TorchScript model on the driver. */
final class TorchScriptTrainer implements StudentTrainer {
    private final JobContext context;
    private final String name;
    private final TrainConfig train;
    private final TorchScriptStudent student;
    private final ModelStaging staging;
    private final TorchScriptDescription script;

    TorchScriptTrainer(JobContext context, String name, TrainConfig train, TorchScriptStudent student) {
        this.context = context;
        this.name = name;
        this.train = train;
        this.student = student;
        this.staging = new ModelStaging(context.hadoop());
        this.script =
                new TorchScriptDescription(context.config().task().classes(), student.maxTokens(), student.inputs());
    }

    @Override
    public String check() {
        try {
            return staging.version(source());
        } catch (IOException e) {
            throw new InputException("Cannot read student.torchscript: " + e.getMessage(), e);
        }
    }

    @Override
    public StudentSummary fit(SparkSession spark, StudentFolder folder) throws IOException {
        StagedModel staged = staging.stage(source());
        Path tokenizer = staged.file(TorchScriptDescription.TOKENIZER);
        TrainingData data = new TrainingData(context, spark);
        Dataset<Row> rows = data.require(name, train);
        InputEncoder encoder = new InputEncoder.Subwords(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(Files.readAllBytes(tokenizer)),
                student.maxTokens());
        try (EncodedExamples examples = new EncodedExamples(
                        spark,
                        name,
                        encoder,
                        rows,
                        data.validation(),
                        train.stopping().validationLimit());
                TorchScriptModel model = load(staged.file(TorchScriptDescription.MODEL), tokenizer)) {
            DistillConfig config = context.config();
            TrainerSettings settings = TrainerSettings.of(train, train.seed(config.seed()), 0);
            GradientTraining training = new GradientTraining(name, train, settings);
            Rounds rounds =
                    new DriverRounds(settings, model, examples.epochExamples(settings.seed()), examples.count());
            training.announce(model, rounds.examples());
            Validation validation = new Validation(examples.validation(), data.reference(), examples.choice(train));
            return training.fit(model, rounds, validation, folder);
        }
    }

    private TorchScriptModel load(Path file, Path tokenizer) {
        try {
            return TorchScriptModel.load(file, tokenizer, script);
        } catch (IOException e) {
            throw new InputException(
                    "Cannot use student.torchscript.model: %s: %s".formatted(student.model(), e.getMessage()), e);
        }
    }

    private ModelSource source() {
        return ModelSource.exported(ModelFormat.TORCH_SCRIPT, student.model())
                .name(name)
                .classes(script.classes())
                .text(student.tokenizer(), new TextInput(script.maxTokens(), script.inputs()));
    }
}
