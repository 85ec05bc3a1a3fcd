package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.teacher.Answer;
import io.sparkdistill.teacher.BatchLimits;
import io.sparkdistill.teacher.ModelInput;
import io.sparkdistill.teacher.ShippedModel;
import io.sparkdistill.teacher.TaskModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;

/** Asks models about the rows of a partition, a window of rows at a time, and appends the answers to each row. */
final class AskRows implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    /** Windows grow: who asks for a few rows does not wait for thousands. */
    private static final int FIRST_WINDOW = 64;

    private static final BatchLimits LIMITS = new BatchLimits(4096, 1024, 256);
    private static final int SHOWN_CHARACTERS = 80;

    private final List<Question> questions;
    private final scala.collection.immutable.List<Attribute> input;
    private final scala.collection.immutable.List<Attribute> output;

    /**
     * A call and its model.
     *
     * @param model null if the answer is always null
     */
    record Question(ModelCall call, ShippedModel model) implements Serializable {}

    AskRows(
            List<Question> questions,
            scala.collection.immutable.List<Attribute> input,
            scala.collection.immutable.List<Attribute> output) {
        this.questions = List.copyOf(questions);
        this.input = input;
        this.output = output;
    }

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
        if (!rows.hasNext()) {
            return rows;
        }
        List<Expression> texts =
                questions.stream().map(question -> question.call().text()).toList();
        UnsafeProjection readTexts = UnsafeProjection.create(Sequences.<Expression>asScala(texts), input);
        UnsafeProjection write =
                UnsafeProjection.create(Sequences.<Expression>asScala(Sequences.asJava(output)), output);
        List<TaskModel> models = new ArrayList<>();
        for (Question question : questions) {
            models.add(question.model() == null ? null : TaskModel.open(question.model(), LIMITS, cost -> {}));
        }
        return new Iterator<>() {
            private Iterator<InternalRow> window = Collections.emptyIterator();
            private int windowRows = FIRST_WINDOW;

            @Override
            public boolean hasNext() {
                return window.hasNext() || rows.hasNext();
            }

            @Override
            public InternalRow next() {
                if (!window.hasNext()) {
                    window = answered(take(rows, windowRows), readTexts, models).iterator();
                    windowRows = Math.min(2 * windowRows, LIMITS.windowRows());
                }
                return write.apply(window.next());
            }
        };
    }

    private static List<InternalRow> take(Iterator<InternalRow> rows, int count) {
        List<InternalRow> window = new ArrayList<>(count);
        while (rows.hasNext() && window.size() < count) {
            window.add(rows.next().copy());
        }
        return window;
    }

    private List<InternalRow> answered(List<InternalRow> rows, UnsafeProjection readTexts, List<TaskModel> models) {
        List<String[]> texts = new ArrayList<>(rows.size());
        for (InternalRow row : rows) {
            texts.add(texts(readTexts.apply(row)));
        }
        Object[][] answers = new Object[rows.size()][questions.size()];
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i) != null) {
                ask(i, models.get(i), texts, answers);
            }
        }
        List<InternalRow> joined = new ArrayList<>(rows.size());
        for (int row = 0; row < answers.length; row++) {
            joined.add(new JoinedRow(rows.get(row), new GenericInternalRow(answers[row])));
        }
        return joined;
    }

    private String[] texts(InternalRow row) {
        String[] texts = new String[questions.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = row.isNullAt(i) ? null : row.getUTF8String(i).toString();
        }
        return texts;
    }

    private void ask(int question, TaskModel model, List<String[]> texts, Object[][] answers) {
        List<Integer> asked = new ArrayList<>();
        List<ModelInput> inputs = new ArrayList<>();
        for (int row = 0; row < texts.size(); row++) {
            String text = texts.get(row)[question];
            if (text != null) {
                asked.add(row);
                inputs.add(new ModelInput(text, null, null));
            }
        }
        List<Answer> given = model.ask(inputs);
        ModelFunction function = questions.get(question).call().function();
        for (int i = 0; i < given.size(); i++) {
            answers[asked.get(i)][question] =
                    function.answer().of(logits(function, inputs.get(i).text(), given.get(i)));
        }
    }

    private static float[] logits(ModelFunction function, String text, Answer answer) {
        if (answer instanceof Answer.Given given) {
            return given.values();
        }
        String reason = ((Answer.Refused) answer).reason();
        String shown = text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
        throw new InvalidInputException("evaluate " + function.name(), reason + ": '" + shown + "'");
    }
}
