package io.sparkdistill.jobs.config.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkdistill.distill.Sparsity;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelSettings;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.EvaluateConfig;
import io.sparkdistill.jobs.config.HiddenLossConfig;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.config.LossConfig;
import io.sparkdistill.jobs.config.LossConfig.SoftLoss;
import io.sparkdistill.jobs.config.LossConfig.SoftTerm;
import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.SweepVariant;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.config.TeacherVectorsConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.loss.FeatureLoss;
import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.loss.JensenShannonLoss;
import io.sparkdistill.loss.SoftTargetLoss;
import io.sparkdistill.loss.WeightedLoss;
import io.sparkdistill.network.BiGru;
import io.sparkdistill.network.Cnn;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.StaticVectors;
import io.sparkdistill.network.Transformer;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.AdamW;
import io.sparkdistill.optimizer.Schedule;
import io.sparkdistill.teacher.WordEncoder;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.training.Averaging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigLoaderTest {
    private static final String MINIMAL =
            """
            output = out
            task.classes = 2
            input.train = [{ path = train.tsv, label = label }]
            teachers = [{ name = t, model = student-folder }]
            """;

    @Test
    void tellsEveryProblemAtOnceWithItsFileAndLine() {
        String text =
                """
                output = out
                task.classes = 1
                input.train = [
                  { path = a.tsv, label = label },
                  { path = b.tsv, format = xls }
                ]
                train {
                  epochs = many
                  temperature = 3
                }
                """;
        assertThatThrownBy(() -> ConfigLoader.load(text, "my.conf", List.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("my.conf: 2: task.classes must be at least 2: 1")
                .hasMessageContaining(
                        "my.conf: 5: input.train[1].format must be one of tsv, csv, json, parquet, text, files, table, idx: xls")
                .hasMessageContaining("my.conf: 5: input.train[1].label is required: name the column of the label")
                .hasMessageContaining("my.conf: 8: train.epochs has type STRING rather than NUMBER")
                .hasMessageContaining(
                        "my.conf: 9: train.temperature must be one of label.temperatures [1.0, 2.0, 4.0, 8.0]: 3.0");
    }

    @Test
    void refusesUnknownKeysAndNamesTheNearest() {
        String text = MINIMAL + "train.learning_rate = 1\nlabel.temprature = [1]\n";
        assertThatThrownBy(() -> ConfigLoader.load(text, "my.conf", List.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("my.conf: 5: unknown key train.learning_rate; did you mean train.learning-rate?")
                .hasMessageContaining("my.conf: 6: unknown key label.temprature; did you mean label.temperatures?");
        assertThatThrownBy(() -> load("teachers=[{name=t, modell=x}]"))
                .hasMessage("--set teachers: 1: unknown key teachers[0].modell; did you mean teachers[0].model?");
    }

    @Test
    void saysWhatIsRequired() {
        assertThatThrownBy(() -> ConfigLoader.load("", "my.conf", List.of(), Map.of()))
                .hasMessageContaining("my.conf: output is required")
                .hasMessageContaining("my.conf: task.classes is required")
                .hasMessageContaining("input.train must have at least one entry {path = ..., text = ..., label = ...}");
    }

    @Test
    void takesAPileOfTextWithoutLabels() {
        String text = "output = o\ntask.classes = 2\nteachers = [{ name = t, model = m }]\n"
                + "input.unlabeled = [{ path = u.txt, format = text }]\n";
        DistillConfig config = ConfigLoader.load(text, "my.conf", List.of(), Map.of());
        assertThat(config.train().loss().hardWeight()).isZero();
        assertThat(config.train().loss().softWeight()).isEqualTo(0.5);
        assertThat(config.train().baseline().enabled()).isFalse();
        assertThat(config.input().validatesOnTeacher()).isTrue();
        String where = " where input.train is empty: no training example has a label";
        assertThatThrownBy(() -> ConfigLoader.load(
                        text + "train { hard-weight = 0.1, baseline.enabled = true }\naugment.copies = 2\n"
                                + "evaluate.set-bias = [1]\n",
                        "my.conf",
                        List.of("train.soft-weight=0"),
                        Map.of()))
                .hasMessageContaining("train.soft-weight must be above 0" + where)
                .hasMessageContaining("my.conf: 5: train.hard-weight must be 0 or left out" + where + ": 0.1")
                .hasMessageContaining("my.conf: 5: train.baseline.enabled must be false or left out" + where)
                .hasMessageContaining("augment.origins must contain unlabeled" + where)
                .hasMessageContaining(
                        "evaluate.set-bias must be [] where neither input.train nor input.validation has labels,"
                                + " unless evaluate.set-bias-by = teacher");
    }

    @Test
    void setsBiasesWithoutLabelsByATeacherOnly() {
        String text = "output = o\ntask.classes = 2\nteachers = [{ name = t, model = m }]\n"
                + "input.unlabeled = [{ path = u.txt, format = text }]\n"
                + "evaluate { set-bias = [1], set-bias-by = teacher }\n";

        assertThat(ConfigLoader.load(text, "my.conf", List.of(), Map.of())
                        .evaluate()
                        .biasRule())
                .isEqualTo(EvaluateConfig.BiasRule.TEACHER);
        assertThatThrownBy(() -> load("evaluate.set-bias=[1]", "evaluate.set-bias-by=teacher", "train.soft-weight=0"))
                .hasMessageContaining(
                        "evaluate.set-bias-by must be accuracy where train.soft-weight is 0: there is no teacher");
    }

    @Test
    void refusesDecimalsWhereWholeNumbersAreExpected() {
        assertThatThrownBy(() -> load("train.epochs=2.5", "seed=1.9", "train.seeds=[1, 2.5]", "train.threads=\"1.5\""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--set train.epochs: 1: train.epochs must be whole: 2.5")
                .hasMessageContaining("--set seed: 1: seed must be whole: 1.9")
                .hasMessageContaining("--set train.seeds: 1: train.seeds must be whole: [1.0, 2.5]")
                .hasMessageContaining("--set train.threads: 1: train.threads must be whole: 1.5");
        assertThat(load("train.epochs=2.0", "seed=9007199254740993").seed()).isEqualTo(9007199254740993L);
    }

    @Test
    void boundsTheEpochsOfABaseline() {
        TrainConfig train = load("train.epochs=10", "train.patience=3").train();
        assertThat(train.ofBaseline(100, 10).stopping().epochs()).isEqualTo(100);
        assertThat(train.ofBaseline(100, 10).stopping().patience()).isEqualTo(30);
        TrainConfig.Stopping few = train.ofBaseline(10_000_000, 1000).stopping();
        assertThat(few.epochs()).as("as many steps as the student").isEqualTo(100_000);
        assertThat(few.validation()).isEqualTo(new TrainConfig.Interval(500, TrainConfig.Interval.Unit.EPOCHS));
        assertThat(few.patience()).as("of 200 validations").isEqualTo(60);
        assertThat(train.ofBaseline(Long.MAX_VALUE, 1).stopping().patience()).isEqualTo(60);
    }

    @Test
    void triesTheLearningRatesOfABaselineAlone() {
        TrainConfig train = load("train.baseline.learning-rates=[0.1, 0.2]", "train.optimizer=adamw")
                .train();

        assertThat(train.candidates()).containsExactly(train);
        assertThat(train.ofBaseline(100, 10).candidates())
                .extracting(each -> each.optimization().optimizer().learningRate())
                .containsExactly(0.1, 0.2);
        assertThat(load("train.baseline.learning-rates=[0.1]", "train.baseline.enabled=false")
                        .train()
                        .baseline()
                        .learningRates())
                .isEmpty();
        assertThatThrownBy(() -> load("train.baseline.learning-rates=[0.1, -1]"))
                .hasMessageContaining("train.baseline.learning-rates must be positive numbers, or []: [0.1, -1.0]");
        assertThatThrownBy(
                        () -> load("train.baseline.learning-rates=[0.1]", "student.network=logistic", "train.loss=kl"))
                .hasMessageContaining(
                        "train.baseline.learning-rates must be [] for student.network logistic, tree, forest, xgboost and torchscript");
    }

    @Test
    void letsTheCommandLineOverrideSparkOverrideTheFile() {
        Map<String, String> spark = Map.of(
                "spark.distill.train.epochs", "3",
                "spark.distill.seed", "5",
                "spark.distill.sql.strict", "true",
                "spark.x", "y");
        DistillConfig config =
                ConfigLoader.load(MINIMAL + "train.epochs = 2\nseed = 1", "my.conf", List.of("seed=7"), spark);
        assertThat(config.train().stopping().epochs()).isEqualTo(3);
        assertThat(config.seed()).isEqualTo(7);
        assertThat(config.train().optimization().batchSize()).isEqualTo(128);
    }

    @Test
    void takesAnyHoconValueAndUrisWithoutQuotes() {
        DistillConfig config = load(
                "data=/d",
                "output=hdfs://host:9000/a//b",
                "input.test=[{path=${data}/x.tsv, format=csv, text=sentence, label=y, limit=5}]");
        assertThat(config.output()).isEqualTo("hdfs://host:9000/a//b");
        assertThat(config.input().test())
                .containsExactly(new InputEntry(
                        "input.test[0]",
                        "/d/x.tsv",
                        InputFormat.CSV,
                        new InputEntry.ColumnRoles("sentence", Optional.empty(), Optional.empty(), Optional.of("y")),
                        Optional.empty(),
                        new InputEntry.Part(0, Optional.of(5), List.of()),
                        new InputEntry.Layout(
                                true,
                                ",",
                                Optional.empty(),
                                Optional.empty(),
                                StandardCharsets.UTF_8,
                                Optional.empty(),
                                1000),
                        InputEntry.Split.NONE,
                        new InputEntry.Length(Optional.empty(), Optional.empty())));
    }

    @Test
    void judgesHowCopiesAreMade() {
        assertThatThrownBy(() -> load(
                        "augment={mask-probability=0.6, pos-probability=0.5, mask-word=\" \"}",
                        "input.train=[{path=x.tsv, label=y, split=sentences}]"))
                .hasMessageContaining("augment.pos-probability and augment.mask-probability must not add up")
                .hasMessageContaining("augment.mask-word must not be blank")
                .hasMessageContaining("input.train[0].split must be none where examples have labels");
        assertThatThrownBy(() -> load("task.type=features", "augment.copies=1"))
                .hasMessageContaining("augment.copies must be 0 when task.type is features");
    }

    @Test
    void judgesValuesTogether() {
        assertThatThrownBy(() -> load("teachers=[{name=a, model=x.pt}, {name=a, model=y}]"))
                .hasMessageContaining("teachers must have different names: [a, a]")
                .hasMessageContaining("teachers[0].tokenizer is required for a TorchScript or ONNX model");
        assertThatThrownBy(() -> load("task.type=features", "teachers=[{name=a, model=x.onnx, tokenizer=t.json}]"))
                .hasMessageContaining("teachers[0].tokenizer must not be given when task.type is features");
        assertThatThrownBy(() -> load("task.type=text-pair"))
                .hasMessageContaining("input.train[0].text-pair must be given if and only if task.type is text-pair");
        assertThatThrownBy(() -> load("task.type=features"))
                .hasMessageContaining(
                        "student.network must be mlp, logistic, tree, forest or xgboost for task.type features, and none of mlp, tree, forest and xgboost for text: BILSTM");
        assertThatThrownBy(() -> load("train.soft-weight=0", "train.hard-weight=0"))
                .hasMessageContaining("train.soft-weight and train.hard-weight must not both be 0");
        assertThatThrownBy(() -> load("label.gpus-per-task=0.7"))
                .hasMessageContaining(
                        "label.gpus-per-task must be at most 0.5, or 1: a model computes on one GPU: 0.7");
        assertThatThrownBy(() -> load("label.gpus-per-task=2"))
                .hasMessageContaining(
                        "label.gpus-per-task must be at most 0.5, or 1: a model computes on one GPU: 2.0");
    }

    @Test
    void keepsAllClassesUnlessToldOtherwise() {
        assertThat(load().label().sparsity()).isEqualTo(new Sparsity.None());
        assertThat(load("label.top-k=0").label().sparsity()).isEqualTo(new Sparsity.None());
        assertThat(load("task.classes=9", "label.top-k=4").label().sparsity()).isEqualTo(new Sparsity.Top(4));
        assertThat(load("task.classes=9", "label.top-k=4", "label.top-k-method=sampled")
                        .label()
                        .sparsity())
                .isEqualTo(new Sparsity.Sampled(4));
        assertThatThrownBy(() -> load("label.top-k=2"))
                .hasMessage("--set label.top-k: 1: label.top-k must be less than task.classes = 2,"
                        + " or null to store all classes: 2");
        assertThatThrownBy(() -> load("task.classes=9", "label.top-k=4", "train.loss={kl=0.5, js=0.5}"))
                .hasMessageEndingWith("train.loss must be kl or mse where label.top-k is set");
        assertThat(load("task.classes=9", "label.top-k=4", "train.loss=mse")
                        .train()
                        .loss()
                        .comparesLogits())
                .isTrue();
    }

    @Test
    void asksForTheJarOfATableFormat() {
        assertThat(load("table-format=orc").tableFormat()).isEqualTo(TableFormat.ORC);
        assertThatThrownBy(() -> load("table-format=delta"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--set table-format: table-format needs a jar that is not on the class path: for Spark 3.5,"
                        + " add `--packages io.delta:delta-spark_2.12:3.3.2` to spark-submit: delta");
    }

    @Test
    void readsEveryNetwork() {
        assertThat(load("student.network=cnn", "student.cnn.widths=[2,3]")
                        .student()
                        .kind())
                .isEqualTo(new StudentConfig.NetworkStudent(new Cnn(WordVectors.tuned(300), List.of(2, 3), 100, 0.5)));
        assertThat(load("student.network=bigru", "student.bigru.pooling=last")
                        .student()
                        .kind())
                .isEqualTo(new StudentConfig.NetworkStudent(
                        new BiGru(WordVectors.tuned(300), 150, 200, 0.3, Pooling.LAST)));
        assertThat(load("student.network=transformer", "student.transformer.layers=3")
                        .student()
                        .kind())
                .isEqualTo(new StudentConfig.NetworkStudent(new Transformer(WordVectors.tuned(128), 3, 2, 512, 0.1)));
        assertThat(load("student.network=static", "student.static.max-characters=0", "student.static.hidden-size=9")
                        .student()
                        .kind())
                .isEqualTo(new StudentConfig.NetworkStudent(
                        new StaticVectors(WordVectors.tuned(64), new HashedNgrams(2, 3, 0, 65_536), 9, 0.2)));
        assertThat(load("student.network=static", "student.static.max-characters=0", "student.static.word-ngrams=1")
                        .student()
                        .kind())
                .isEqualTo(new StudentConfig.NetworkStudent(
                        new StaticVectors(WordVectors.tuned(64), HashedNgrams.NONE, 0, 0.2)));
        assertThatThrownBy(() -> load("student.network=static", "student.static.max-characters=2"))
                .hasMessageContaining("student.static.max-characters must be 0 or at least min-characters = 3: 2");
        assertThatThrownBy(() -> load("student.network=cnn", "student.cnn.widths=[2,2]"))
                .hasMessageContaining("student.cnn.widths must not hold a number twice: [2, 2]");
        assertThatThrownBy(() -> load("student.network=transformer", "student.transformer.heads=3"))
                .hasMessageContaining(
                        "student.transformer.embedding-size must make vectors of a multiple of twice the heads, 6: 128");
    }

    @Test
    void readsOneSoftLossOrAWeightedSum() {
        assertThat(load().train().loss().soft()).containsExactly(new SoftTerm(SoftLoss.KL, 1));
        assertThat(load("train.loss=reverse-kl").train().loss().soft())
                .containsExactly(new SoftTerm(SoftLoss.REVERSE_KL, 1));
        LossConfig sum = load("train.loss={kl=0.7, js=0.3}").train().loss();
        assertThat(sum.soft()).containsExactly(new SoftTerm(SoftLoss.JS, 0.3), new SoftTerm(SoftLoss.KL, 0.7));
        assertThat(sum.loss(0))
                .isEqualTo(new WeightedLoss(
                        new WeightedLoss(new JensenShannonLoss(2), 0.3, new SoftTargetLoss(2), 0.7),
                        0.5,
                        new HardLabelLoss(),
                        0.5));
        assertThatThrownBy(() -> load("train.loss={kl=1, mse=1}"))
                .hasMessageContaining(
                        "train.loss must not mix mse with others: it compares logits, the others probabilities");
        assertThatThrownBy(() -> load("train.loss={kll=1, js=-1}"))
                .hasMessageContaining("train.loss must be one of kl, reverse-kl, js, mse: kll")
                .hasMessageContaining("train.loss.js must be positive: -1.0");
    }

    @Test
    void readsWhatTheCrossEntropyDoesToLabels() {
        TrainConfig train = load(
                        "train.label-smoothing=0.1", "train.class-weights=[1, 4]", "train.baseline.label-smoothing=0.2")
                .train();
        assertThat(train.loss().labelSmoothing()).isEqualTo(0.1);
        assertThat(train.loss().classWeights()).containsExactly(1.0, 4.0);
        LossConfig baseline = train.ofBaseline(10, 10).loss();
        assertThat(baseline.needsTeacher()).isFalse();
        assertThat(baseline.labelSmoothing()).isEqualTo(0.2);
        assertThat(load("train.label-smoothing=0.1")
                        .train()
                        .ofBaseline(10, 10)
                        .loss()
                        .labelSmoothing())
                .isEqualTo(0.1);
        assertThatThrownBy(() -> load("train.label-smoothing=1", "train.class-weights=[1, 2, 3]"))
                .hasMessageContaining("train.label-smoothing must be at least 0 and less than 1: 1.0")
                .hasMessageContaining("train.class-weights must be 2 positive numbers, or []: [1.0, 2.0, 3.0]");
    }

    @Test
    void comparesHiddenStatesOfOneTeacherThatStoredThem() {
        HiddenLossConfig hidden = load(
                        "label.hidden=true",
                        "train.soft-weight=0",
                        "train.hard-weight=0",
                        "train.feature-weight=0.5",
                        "train.feature-loss=cosine",
                        "train.angle-weight=2")
                .train()
                .loss()
                .hidden();
        assertThat(hidden).isEqualTo(new HiddenLossConfig(0.5, FeatureLoss.Distance.COSINE, 0, 2));
        assertThat(hidden.isUsed()).isTrue();
        assertThat(load().train().loss().hidden().isUsed()).isFalse();
        assertThatThrownBy(() -> load("train.distance-weight=1", "teachers=[{name=a, model=x}, {name=b, model=y}]"))
                .hasMessageContaining("label.hidden must be true for"
                        + " train.feature-weight, train.distance-weight and train.angle-weight above 0")
                .hasMessageContaining(
                        "teachers must be one for train.feature-weight, train.distance-weight and train.angle-weight"
                                + " above 0: several hidden states have no mean");
        assertThatThrownBy(() -> load("train.angle-weight=1", "label.hidden=true", "student.network=logistic"))
                .hasMessageContaining(
                        "student.network must not be logistic, tree, forest, xgboost or torchscript, which have no hidden states, for");
    }

    @Test
    void readsEveryOptimizerAndSchedule() {
        assertThat(load().train().optimization().optimizer()).isEqualTo(Adam.of(0.001));
        assertThat(load().train().optimization().schedule().isConstant()).isTrue();
        TrainConfig train = load(
                        "train.optimizer=adamw",
                        "train.weight-decay=0.01",
                        "train.schedule=cosine",
                        "train.warmup-share=0.1")
                .train();
        assertThat(train.optimization().optimizer())
                .isEqualTo(new AdamW(Adam.of(0.001).withWeightDecay(0.01)));
        assertThat(train.optimization().schedule()).isEqualTo(new Schedule.Cosine(0.1));
        assertThatThrownBy(() -> load("train.optimizer=lion", "train.schedule=step", "train.warmup-share=1"))
                .hasMessageContaining("train.optimizer must be one of adam, adamw, sgd, adadelta: lion")
                .hasMessageContaining("train.schedule must be one of constant, linear, cosine: step")
                .hasMessageContaining("train.warmup-share must be at least 0 and less than 1: 1.0");
    }

    @Test
    void refusesOfALogisticStudentWhatWeightsCannotSay() {
        String logistic = "student.network=logistic";
        assertThat(load(logistic, "train.temperature=4", "train.soft-weight=1", "train.hard-weight=0")
                        .student()
                        .kind())
                .isEqualTo(new StudentConfig.LogisticStudent(2, 262_144, 0.01, 100));
        assertThat(load(logistic, "train.temperature=1").train().loss().hardWeight())
                .isPositive();
        assertThatThrownBy(() -> load(logistic, "train.temperature=2"))
                .hasMessageContaining("train.hard-weight must be 0 for student.network logistic when train.temperature"
                        + " is not 1: soft targets are fitted by the softmax of z/T, labels by that of z, and one"
                        + " model has one softmax: 0.5 at temperature 2.0");
        assertThatThrownBy(() -> load(logistic, "train.loss=mse", "train.trainer=partition"))
                .hasMessageContaining("train.loss must be kl for student.network logistic")
                .hasMessageContaining("train.trainer must be left out for student.network logistic");
        assertThatThrownBy(() -> load(logistic, "label.top-k=1"))
                .hasMessageContaining("label.top-k must be null for student.network logistic: each class has a weight");
        assertThatThrownBy(() -> load("student.network=tree", "train.loss=mse", "student.tree.max-depth=31"))
                .hasMessageContaining("train.loss must be kl for student.network tree")
                .hasMessageContaining("student.tree.max-depth must be at most 30: 31")
                .hasMessageContaining("and none of mlp, tree, forest and xgboost for text: TREE");
        assertThatThrownBy(() -> load(
                        "student.network=xgboost",
                        "student.xgboost={max-depth=31, subsample=1.5, colsample-bytree=0, rounds=0}",
                        "train.trainer=partition"))
                .hasMessageContaining("and none of mlp, tree, forest and xgboost for text: XGBOOST")
                .hasMessageContaining("student.xgboost.max-depth must be at most 30: 31")
                .hasMessageContaining("student.xgboost.subsample must be at most 1: 1.5")
                .hasMessageContaining("student.xgboost.colsample-bytree must be positive: 0")
                .hasMessageContaining("student.xgboost.rounds must be at least 1: 0")
                .hasMessageContaining("train.trainer must be left out for student.network xgboost");
        assertThatThrownBy(() -> load(logistic, "student.embeddings=word2vec"))
                .hasMessageContaining("student.embeddings must be random for a network that reads no words: logistic");
    }

    @Test
    void readsHowTheBestEpochIsChosen() {
        TrainConfig train = load("train.select-by=soft-loss").train();
        assertThat(train.selectBy()).isEqualTo(TrainConfig.SelectBy.SOFT_LOSS);
        assertThat(train.ofBaseline(10, 10).selectBy()).isEqualTo(TrainConfig.SelectBy.ACCURACY);
        assertThatThrownBy(() -> load("train.select-by=agreement", "train.held-back-share=0"))
                .hasMessageContaining(
                        "train.held-back-share must be positive for train.select-by = soft-loss or agreement");
    }

    @Test
    void readsTheAverageOfTheParameters() {
        assertThat(load().train().optimization().averaging()).isEqualTo(Averaging.NONE);
        assertThat(load("train.average=ema").train().optimization().averaging()).isEqualTo(new Averaging(0.999));
        assertThatThrownBy(() -> load("train.average=ema", "train.average-decay=0"))
                .hasMessageContaining("train.average-decay must be positive for train.average = ema");
    }

    @Test
    void readsTheModelOfWordVectors() {
        String teacher = "teachers=[{name=t, model=t.pt, tokenizer=t.json}]";
        String vectors = "student.embeddings=teacher";
        assertThat(load(teacher, vectors)
                        .student()
                        .embeddings()
                        .teacher()
                        .orElseThrow()
                        .model())
                .isEqualTo("t.pt");
        String other = "student.teacher-vectors={model=e.onnx, tokenizer=e.json, source=hidden}";
        TeacherVectorsConfig read =
                load(teacher, vectors, other).student().embeddings().teacher().orElseThrow();
        assertThat(read.format()).isEqualTo(ModelFormat.ONNX);
        assertThat(read.source()).isEqualTo(WordEncoder.Source.HIDDEN);
        assertThatThrownBy(() -> load(vectors))
                .hasMessageContaining("student.teacher-vectors.model must be given with student.embeddings = teacher"
                        + " where the first teacher is no TorchScript or ONNX file with a tokenizer");
        assertThatThrownBy(() -> load(teacher, vectors, "student.teacher-vectors.model=e.onnx"))
                .hasMessageContaining("student.teacher-vectors.tokenizer must be given if and only if"
                        + " student.teacher-vectors.model is given");
        assertThatThrownBy(() -> load(teacher, vectors, "student.teacher-vectors={model=folder, tokenizer=e.json}"))
                .hasMessageContaining(
                        "student.teacher-vectors.model must be a TorchScript (.pt) or ONNX (.onnx) file: folder");
    }

    @Test
    void asksForTheFilesOfATorchScriptStudent() {
        assertThatThrownBy(() -> load("student.network=torchscript"))
                .hasMessageContaining("student.torchscript.model is required")
                .hasMessageContaining("student.torchscript.tokenizer is required");
        assertThatThrownBy(() -> load(
                        "student.network=torchscript",
                        "student.torchscript={model=m.pt, tokenizer=t.json}",
                        "train.trainer=partition"))
                .hasMessageContaining("train.trainer must be driver for student.network torchscript");
    }

    @Test
    void givesTheWholeConfigurationSoThatItCanBeLoadedAgain() {
        DistillConfig config = load("entry.min-words=2", "teacher.max-tokens=99", "data=/d");
        DistillConfig again = ConfigLoader.load(config.effective(), "configuration.json", List.of(), Map.of());

        assertThat(again).isEqualTo(config);
        Config effective = ConfigFactory.parseString(config.effective());
        assertThat(effective.getInt("entry.min-words")).isEqualTo(2);
        assertThat(effective.hasPath("variant")).isFalse();
        Config entry = effective.getConfigList("input.train").get(0);
        assertThat(entry.getInt("min-words")).isEqualTo(2);
        assertThat(entry.getString("format")).isEqualTo("tsv");
        assertThat(effective.getConfigList("teachers").get(0).getInt("max-tokens"))
                .isEqualTo(99);
    }

    @Test
    void keepsCredentialsOutOfTheEffectiveConfiguration() {
        DistillConfig config = load(
                "output=\"s3a://KEY:SECRET@bucket/o\"",
                "data=\"https://TOKEN@host/x\"",
                "models=\"abfs://container@account.dfs.core.windows.net/m\"");
        assertThat(config.output()).isEqualTo("s3a://KEY:SECRET@bucket/o");
        assertThat(config.effective())
                .doesNotContain("SECRET", "KEY", "TOKEN")
                .contains(
                        "s3a://***@bucket/o", "https://***@host/x", "abfs://container@account.dfs.core.windows.net/m");
    }

    @Test
    void refusesPathsThatOnlyAShellExpands() {
        assertThatThrownBy(() -> load("output=~/out", "input.train=[{path=~me/x.tsv, label=y}]"))
                .hasMessageContaining("--set output: output must not begin with ~, which only shells expand;"
                        + " write the whole path, or ${HOME}: ~/out")
                .hasMessageContaining("input.train[0].path must not begin with ~");
    }

    @Test
    void refusesAnOutputThatIsNoPath() {
        assertThatThrownBy(() -> load("output=\"a:b\""))
                .hasMessage("--set output: 1: output must be a path that Hadoop reads: java.net.URISyntaxException:"
                        + " Relative path in absolute URI: a:b: a:b");
    }

    @Test
    void refusesATeacherWithoutAName() {
        assertThatThrownBy(() -> load("teachers=[{name=\" \", model=x}]"))
                .hasMessageContaining("teachers[0].name must not be blank");
    }

    @Test
    void refusesVariantsWhoseFoldersAreTakenOrTheSame() {
        assertThatThrownBy(() -> load("sweep=[{name=a b, set=[]}, {name=a-b, set=[]}]"))
                .hasMessageContaining("sweep must have names that differ in more than blanks: a b, a-b");
        assertThatThrownBy(() -> load("sweep=[{name=\"..\", set=[]}]")).hasMessageContaining("names other than logits");
        assertThatThrownBy(() -> load("sweep=[{name=Logits, set=[]}]")).hasMessageContaining("names other than logits");
        assertThatThrownBy(() -> load("sweep=[{name=a, set=[]}, {name=a, set=[]}]"))
                .hasMessageContaining("sweep must have different names");
        assertThatThrownBy(() -> load("sweep=[{name=a/b, set=[]}]"))
                .hasMessageContaining("sweep must have names of letters, digits and . , + = -: a/b");
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void readsEveryConfigurationThatIsShipped(Path file) throws IOException {
        DistillConfig config = ConfigLoader.load(Files.readString(file), file.toString(), List.of(), Map.of());
        assertThat(config.input().train().isEmpty()
                        && config.input().unlabeled().isEmpty())
                .isFalse();
        for (SweepVariant variant : config.sweep().variants()) {
            DistillConfig varied = ConfigLoader.load(Files.readString(file), file.toString(), variant.set(), Map.of());
            assertThat(varied.effective()).as(variant.name()).isNotBlank();
        }
    }

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../conf"))) {
            return files.filter(file -> file.toString().endsWith(".conf")).toList();
        }
    }

    private static DistillConfig load(String... overrides) {
        return ConfigLoader.load(MINIMAL, "my.conf", List.of(overrides), Map.of());
    }

    @Test
    void sparkPropertiesOfModelsAreTheGroupOfLoadedModels() {
        DistillConfig config = ConfigLoader.load(
                MINIMAL + "models = /folder\nloaded-models.max-loaded = 3",
                "my.conf",
                List.of(),
                Map.of("spark.distill.models.idle-minutes", "5"));

        assertThat(config.models()).isEqualTo(new ModelSettings(5, 3, 256));
    }
}
