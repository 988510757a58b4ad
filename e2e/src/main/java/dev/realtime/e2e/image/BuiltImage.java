package dev.realtime.e2e.image;

import java.nio.file.Path;

/**
 * An image that is ready to be imported.
 *
 * @param name full name with tag, as pods refer to it
 * @param tar archive in the format of {@code docker save}, read by {@code ctr images import} too
 * @param digest {@code sha256:...} of the image's manifest; equal digest, equal image
 * @param tarBytes size of the archive, whose layers are compressed
 * @param unpackedBytes sum of the sizes of the files in the image
 */
public record BuiltImage(String name, Path tar, String digest, long tarBytes, long unpackedBytes) {}
