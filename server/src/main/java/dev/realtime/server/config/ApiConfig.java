package dev.realtime.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The server API. */
public record ApiConfig(
    @Setting(value = "File with the key that callers send; without it the API is off.", live = true)
        @Nullable Path keyFile,
    @Setting(
            value = "File with the key before it, accepted while it is rotated out.",
            live = true,
            mayBeMissing = true)
        @Nullable Path previousKeyFile,
    @Setting(value = "Serve the API without any key; for development only.", def = "false")
        boolean insecure,
    @Setting(
            value = "Longest body of a request with an accepted key; without one it is 64 KiB.",
            def = "4MiB",
            min = "1KiB",
            max = "256MiB")
        ByteSize maxBody,
    @Setting(
            value =
                "Tell the errors of calls by HTTP status too (429 for 111), as the header"
                    + " X-Centrifugo-Error-Mode: transport does for one request; without it the"
                    + " status is 200 and the error stands in the body, as SDKs expect.",
            def = "false")
        boolean statusErrors) {
  /** Whether the API is served at all. */
  public boolean enabled() {
    return keyFile != null || insecure;
  }
}
