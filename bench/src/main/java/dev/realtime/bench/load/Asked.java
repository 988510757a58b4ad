package dev.realtime.bench.load;

/**
 * What came of requests for history.
 *
 * @param answered with publications
 * @param refused answered with an error
 * @param publications in all answers
 * @param seconds from the first request to the last answer
 * @param p50Millis from a request to its answer
 * @param p99Millis likewise
 */
public record Asked(
    long answered,
    long refused,
    long publications,
    double seconds,
    double p50Millis,
    double p99Millis) {}
