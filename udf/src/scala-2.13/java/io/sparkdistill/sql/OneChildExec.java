package io.sparkdistill.sql;

import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.IndexedSeq;

/**
 * A physical operator over one other. What a tree hands over as new children is of a type that differs between Scala
 * versions; this is its class for Scala 2.13.
 */
abstract class OneChildExec extends SparkPlan {
    /** The same operator over another one. */
    abstract SparkPlan over(SparkPlan child);

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
        return over(newChildren.apply(0));
    }
}
