package dev.realtime.server.broker;

import java.util.List;

/**
 * What a history query found.
 *
 * @param publications in stream order, or newest first when asked for
 * @param top the stream's current position
 */
public record HistoryPage(List<Publication> publications, StreamPosition top) {}
