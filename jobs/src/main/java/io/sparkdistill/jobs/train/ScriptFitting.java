package io.sparkdistill.jobs.train;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.StudentConfig.TorchScriptStudent;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.examples.EncodedExamples;
import io.sparkdistill.jobs.train.examples.Reading;
import io.sparkdistill.jobs.train.examples.TrainingData;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.jobs.train.rounds.DriverRounds;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.jobs.train.rounds.TrainerSettings;
import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.student.TorchScriptModel;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Trains a TorchScript model further, on the driver. */
final class ScriptFitting implements Fitting {
    private final JobContext context;
    private final String name;
    private final TrainConfig train;
    private final TorchScriptStudent student;
    private final ModelStaging staging;
    private final TorchScriptDescription script;

    ScriptFitting(JobContext context, String name, TrainConfig train, TorchScriptStudent student) {
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
        Reading reading = new Reading.Tokens(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(Files.readAllBytes(tokenizer)),
                student.maxTokens());
        try (EncodedExamples examples =
                        new EncodedExamples(spark, name, reading, rows, data.validation(), train.validationLimit());
                TorchScriptModel model = load(staged.file(TorchScriptDescription.MODEL), tokenizer)) {
            DistillConfig config = context.config();
            TrainerSettings settings = TrainerSettings.of(train, train.seed(config.seed()), 0);
            GradientTraining training = new GradientTraining(name, train, settings);
            Rounds rounds = new DriverRounds(settings, model, examples.epochs(settings.seed()), examples.count());
            training.announce(model, rounds.examples());
            return training.fit(model, rounds, new Validation(examples.validation(), data.reference()), folder);
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
        return ModelSource.text(
                name,
                ModelFormat.TORCH_SCRIPT,
                student.model(),
                student.tokenizer(),
                script.classes(),
                script.maxTokens(),
                script.inputs());
    }
}
