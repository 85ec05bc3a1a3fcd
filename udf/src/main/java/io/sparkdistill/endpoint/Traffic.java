package io.sparkdistill.endpoint;

import java.io.Serializable;
import java.time.Duration;

/**
 * Bounds the requests to an endpoint. It changes no answer.
 *
 * @param maxInFlight maximum number of requests that a task waits for at the same time
 * @param requestsPerMinute of the whole cluster; 0 for no limit
 * @param tokensPerMinute tokens of prompts and answers, of the whole cluster; 0 for no limit
 * @param timeout of one request
 * @param maxRetries maximum number of repetitions of a request that failed
 */
public record Traffic(int maxInFlight, int requestsPerMinute, int tokensPerMinute, Duration timeout, int maxRetries)
        implements Serializable {}
