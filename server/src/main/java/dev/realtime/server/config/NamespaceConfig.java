package dev.realtime.server.config;

/** A named group of channels. Options not given have their defaults, not those of channels. */
public record NamespaceConfig(
    @Setting(
            value = "Name, before the boundary in channel names; at least 2 characters.",
            pattern = "[-a-zA-Z0-9_.]{2,64}",
            form = "2 to 64 letters, digits, or any of - _ .")
        String name,
    @Setting(value = "Its options.", inline = true) ChannelOptions options)
    implements Checked {
  @Override
  public void check(Report report) {
    if (name.isEmpty()) {
      report.problem("name", "is missing; a namespace needs a name");
    }
  }
}
