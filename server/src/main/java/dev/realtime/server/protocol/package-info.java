/**
 * The client protocol in bytes: commands read, answers and pushes written, as JSON or as Protobuf.
 *
 * <p>Codecs know messages ({@code message}) and bytes, nothing else. What they write is one
 * message; delimiters between messages and frames around them are added by whoever puts several of
 * them together. A decoder takes a whole frame, which may hold several commands.
 *
 * <p>Both are strict in what they take: a frame that is not entirely well-formed is refused whole,
 * with the place of the fault and never its content, for that may be a secret. Unknown fields are
 * passed over, for newer SDKs send more.
 */
@NullMarked
package dev.realtime.server.protocol;

import org.jspecify.annotations.NullMarked;
