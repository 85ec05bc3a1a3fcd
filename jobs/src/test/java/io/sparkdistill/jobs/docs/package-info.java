/** Tests that hold the documents to the code: links, configuration keys, examples, schemas, messages. */
package io.sparkdistill.jobs.docs;
