/**
 * This package holds teachers behind an HTTP endpoint that speaks the protocol of OpenAI: the prompt, the requests with
 * their pace and repetitions, and how an answer becomes logits.
 */
package io.sparkdistill.endpoint;
