package dev.realtime.e2e.image;

import java.util.List;
import java.util.Map;

/**
 * What an image consists of.
 *
 * @param layers bottom first: what changes least comes first
 * @param entrypoint program and its fixed arguments
 * @param arguments default arguments, which a pod's {@code args} replace
 * @param environment variables set in every container
 * @param user {@code uid:gid}, both numbers so that {@code runAsNonRoot} can be checked
 * @param workingDirectory absolute path in the image
 * @param ports TCP ports that the program listens on
 */
public record ImageContents(
    List<Layer> layers,
    List<String> entrypoint,
    List<String> arguments,
    Map<String, String> environment,
    String user,
    String workingDirectory,
    List<Integer> ports) {

  /** The user of every image of ours: not root, and not a user of any usual host. */
  public static final String NON_ROOT = "65532:65532";

  public ImageContents {
    layers = List.copyOf(layers);
    entrypoint = List.copyOf(entrypoint);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    ports = List.copyOf(ports);
  }

  /** Returns contents that run {@code entrypoint} as {@link #NON_ROOT} in {@code /}. */
  public static ImageContents of(List<Layer> layers, List<String> entrypoint) {
    return new ImageContents(layers, entrypoint, List.of(), Map.of(), NON_ROOT, "/", List.of());
  }

  ImageContents withLayers(List<Layer> values) {
    return new ImageContents(
        values, entrypoint, arguments, environment, user, workingDirectory, ports);
  }

  public ImageContents withArguments(String... values) {
    return new ImageContents(
        layers, entrypoint, List.of(values), environment, user, workingDirectory, ports);
  }

  public ImageContents withEnvironment(Map<String, String> values) {
    return new ImageContents(layers, entrypoint, arguments, values, user, workingDirectory, ports);
  }

  public ImageContents withPorts(Integer... values) {
    return new ImageContents(
        layers, entrypoint, arguments, environment, user, workingDirectory, List.of(values));
  }
}
