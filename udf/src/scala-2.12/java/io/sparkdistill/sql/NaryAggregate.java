package io.sparkdistill.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import scala.collection.IndexedSeq;

/**
 * An aggregate over any number of arguments. What a tree hands over as new children is of a type that differs between
 * Scala versions; this is its class for Scala 2.12.
 */
abstract class NaryAggregate<T> extends TypedImperativeAggregate<T> {
    /** The same aggregate over other arguments. */
    abstract Expression over(List<Expression> arguments);

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        return over(Sequences.asJava(newChildren));
    }
}
