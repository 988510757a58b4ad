/**
 * Delta compression of publications: the difference to the channel's previous one in Fossil's delta
 * format, which the SDKs apply.
 *
 * <p>Format (source: Fossil's "Delta Format" page): {@code <target size>\n}, then commands, then
 * {@code <checksum>;}. A command is {@code <n>@<offset>,} (copy n bytes of the source from offset)
 * or {@code <n>:<n bytes>} (insert). Numbers are big-endian base 64 with the digits {@code
 * 0-9A-Z_a-z~}. The checksum is the sum of the target's big-endian 32-bit words, the last one
 * padded with zeros.
 */
@NullMarked
package dev.realtime.server.delta;

import org.jspecify.annotations.NullMarked;
