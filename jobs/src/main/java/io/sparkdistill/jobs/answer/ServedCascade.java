package io.sparkdistill.jobs.answer;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.statistics.AskedShare;
import io.sparkdistill.statistics.CascadeThreshold;
import io.sparkdistill.teacher.FittedCascade;

/**
 * A served cascade holds the models that answer, and what decides between them.
 *
 * @param run that is served
 * @param id provenance id of its cascade
 */
record ServedCascade(Run run, String id, FittedCascade cascade, StagedModel student, StagedModel teacher) {
    /** Returns the threshold that the cascade was fitted for. */
    CascadeThreshold threshold() {
        return cascade.require(cascade.target());
    }

    /** Returns the validation examples for which the teacher would be asked. */
    AskedShare askedInValidation() {
        CascadeThreshold threshold = threshold();
        return new AskedShare(threshold.rows() - threshold.answered(), threshold.rows());
    }
}
