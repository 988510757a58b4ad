package dev.realtime.server;

/**
 * What {@code serve --dev} begins with: everything allowed to everybody, on this machine alone.
 * Never for production; a configuration file replaces it.
 */
final class DevProfile {
  static final String YAML =
      """
      listen: {host: 127.0.0.1}
      management: {host: 127.0.0.1}
      auth: {anonymous: true}
      api: {insecure: true}
      origins: ["*"]
      log: {format: text}
      channels:
        historySize: 100
        historyTtl: 5m
        recovery: true
        presence: true
        joinLeave: true
        delta: true
        tagsFilter: true
        allowSubscribe: anyone
        allowPublish: anyone
        allowHistory: anyone
        allowPresence: anyone
      """;

  private DevProfile() {}
}
