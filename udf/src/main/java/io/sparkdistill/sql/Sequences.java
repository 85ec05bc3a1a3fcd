package io.sparkdistill.sql;

import java.util.ArrayList;
import java.util.List;
import scala.collection.Seq;
import scala.collection.immutable.List$;

/** Converts between Java's lists and Scala's, with methods that Scala 2.12 and 2.13 share. */
final class Sequences {
    private Sequences() {}

    static <T> List<T> asJava(Seq<T> sequence) {
        List<T> list = new ArrayList<>(sequence.size());
        for (int i = 0; i < sequence.size(); i++) {
            list.add(sequence.apply(i));
        }
        return List.copyOf(list);
    }

    static <T> scala.collection.immutable.List<T> asScala(List<? extends T> list) {
        scala.collection.immutable.List<T> sequence = List$.MODULE$.empty();
        for (int i = list.size() - 1; i >= 0; i--) {
            sequence = sequence.$colon$colon(list.get(i));
        }
        return sequence;
    }
}
