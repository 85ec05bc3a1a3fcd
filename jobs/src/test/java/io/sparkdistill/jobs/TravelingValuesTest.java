package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;

/** Classes that Kryo can and cannot make, held by a task. */
class TravelingValuesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importClasses(
                    Task.class,
                    Plain.class,
                    Outer.class,
                    Point.class,
                    Marked.class,
                    Named.class,
                    Returned.class,
                    NotSent.class);

    @Test
    void findsWhatIsBroadcastHeldAndReturned() {
        assertThat(TravelingValues.in(CLASSES))
                .extracting(JavaClass::getSimpleName)
                .containsExactlyInAnyOrder("Plain", "Outer", "Marked", "Named", "Returned");
    }

    @Test
    void namesTheFieldsAndRecordsThatKryoCannotMake() {
        assertThat(problems(Plain.class)).isEmpty();
        assertThat(problems(Marked.class)).isEmpty();
        assertThat(problems(Outer.class)).containsExactly(Point.class.getName() + " is a record");
        assertThat(problems(Returned.class)).containsExactly(Returned.class.getName() + " is a record");
        assertThat(problems(Named.class)).containsExactly(Named.class.getName() + ".names is a List");
    }

    private static List<String> problems(Class<?> type) {
        return TravelingValues.problems(CLASSES.get(type));
    }

    @SuppressWarnings({"ArrayRecordComponent", "UnusedVariable"})
    private record Task(
            Broadcast<Plain> plain, Broadcast<List<Outer>> outer, JavaRDD<Marked[]> marked, List<NotSent> own)
            implements FlatMapFunction<Iterator<Named>, Returned> {
        @Override
        public Iterator<Returned> call(Iterator<Named> rows) {
            return List.<Returned>of().iterator();
        }
    }

    private static class Plain {
        int[] numbers;
        String text;
        transient List<String> derived;
        Plain next;
    }

    private static final class Outer extends Plain {
        Point[] points;
    }

    private record Point(int x) {}

    @DefaultSerializer(JavaSerializer.class)
    private record Marked(List<Point> points) implements Serializable {}

    private static final class Named {
        List<String> names;
    }

    private record Returned(int count) {}

    private record NotSent(int count) {}
}
