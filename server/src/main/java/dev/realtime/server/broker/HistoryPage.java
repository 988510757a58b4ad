package dev.realtime.server.broker;

import java.util.List;

/**
 * What a history query found.
 *
 * @param publications in stream order, or newest first when asked for
 * @param top the stream's current position
 * @param topTimeMillis when the publication at the top was accepted, as {@link
 *     Publication#timeMillis}; 0 where it is not kept. With the offset it tells a publication from
 *     another one that has its number after Redis went back.
 */
public record HistoryPage(List<Publication> publications, StreamPosition top, long topTimeMillis) {}
