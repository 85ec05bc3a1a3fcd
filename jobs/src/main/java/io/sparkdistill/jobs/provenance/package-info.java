/** What produced an artefact: configuration, seed, identity of the inputs, versions. */
package io.sparkdistill.jobs.provenance;
