package io.sparkdistill.sql;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.immutable.IndexedSeq;

/**
 * A logical operator over one other. What a tree hands over as new children is of a type that differs between Scala
 * versions; this is its class for Scala 2.13.
 */
abstract class OneChildPlan extends LogicalPlan {
    /** The same operator over another one. */
    abstract LogicalPlan over(LogicalPlan child);

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
        return over(newChildren.apply(0));
    }
}
