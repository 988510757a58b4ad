package dev.realtime.server;

import dev.realtime.server.auth.JwksHttp;
import dev.realtime.server.auth.KeyException;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigLoader;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check-config}. */
@Command(
    name = "check-config",
    description = "Reads the configuration and the files it names, and says what is wrong.",
    mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
  @Mixin private ConfigSource source = new ConfigSource();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (JwksHttp http = new JwksHttp()) {
      ServerOptions options = source.options();
      ConfigLoader.Loaded loaded = options.load();
      Preflight.check(options, loaded.config(), http);
      loaded.warnings().forEach(warning -> spec.commandLine().getErr().println(warning));
      spec.commandLine().getOut().println("The configuration is valid.");
      return 0;
    } catch (ConfigException | KeyException | IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return Main.EX_CONFIG;
    }
  }
}
