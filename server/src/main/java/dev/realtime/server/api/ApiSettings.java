package dev.realtime.server.api;

import dev.realtime.server.auth.ApiKeys;
import dev.realtime.server.config.ApiConfig;

/**
 * How the API is served.
 *
 * @param keys who may call; none of them configured refuses everybody
 * @param insecure let everybody call, for development
 * @param maxBody longest request body in bytes
 * @param statusErrors answer errors by HTTP status too, instead of 200; a request may ask for that
 *     by the header {@code X-Centrifugo-Error-Mode: transport}
 */
public record ApiSettings(ApiKeys keys, boolean insecure, int maxBody, boolean statusErrors) {

  /** As configured. */
  public static ApiSettings from(ApiConfig config, ApiKeys keys) {
    return new ApiSettings(
        keys, config.insecure(), Math.toIntExact(config.maxBody().bytes()), config.statusErrors());
  }
}
