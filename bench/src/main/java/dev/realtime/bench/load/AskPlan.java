package dev.realtime.bench.load;

/**
 * Requests for the history of one channel, each connection's next one as soon as the one before is
 * answered.
 *
 * @param endpoint where to ask; the first of its ports is used
 * @param channel its name
 * @param limit publications asked for each time
 * @param connections that ask at the same time
 * @param each how often each of them asks
 */
public record AskPlan(
    ClientPlan.Endpoint endpoint, String channel, int limit, int connections, int each) {}
