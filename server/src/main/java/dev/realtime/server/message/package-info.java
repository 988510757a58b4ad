/**
 * The vocabulary of the client protocol: what clients ask ({@link
 * dev.realtime.server.message.Command}), what they are answered ({@link
 * dev.realtime.server.message.Result}), what they are told ({@link
 * dev.realtime.server.message.Push}), and every code there is ({@link
 * dev.realtime.server.message.Codes}).
 *
 * <p>Plain records, the same for JSON and Protobuf; package {@code protocol} puts them into bytes.
 * All of the chain {@code transport → protocol → session → hub} speaks this vocabulary, so it
 * stands beside the chain and knows only the broker's records and the filter's.
 */
@NullMarked
package dev.realtime.server.message;

import org.jspecify.annotations.NullMarked;
