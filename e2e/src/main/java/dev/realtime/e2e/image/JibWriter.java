package dev.realtime.e2e.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** Hands contents to Jib, which writes an archive or pushes to a registry. */
final class JibWriter {
  private static final String OWNER = "0:0";

  private final ImageSettings settings;

  JibWriter(ImageSettings settings) {
    this.settings = settings;
  }

  /** Writes an archive as {@code docker save} does, and returns the digest of its manifest. */
  String writeTar(ImageContents contents, boolean onBase, String reference, Path tar, Path layers)
      throws IOException {
    try {
      return containerize(
          contents, onBase, Containerizer.to(TarImage.at(tar).named(reference)), layers, reference);
    } catch (InvalidImageReferenceException e) {
      throw new ClusterException("Not an image name: " + reference, e);
    }
  }

  /**
   * Pushes to the registry in {@code target}, and returns the digest there. One on this machine may
   * do without TLS, as with {@code docker push}.
   */
  String push(ImageContents contents, boolean onBase, String target, Path layers)
      throws IOException {
    Containerizer registry =
        Containerizer.to(registryImage(target))
            .setAllowInsecureRegistries(target.matches("(127\\.0\\.0\\.1|localhost)(:\\d+)?/.*"));
    return containerize(contents, onBase, registry, layers, target);
  }

  private String containerize(
      ImageContents contents, boolean onBase, Containerizer to, Path layers, String reference)
      throws IOException {
    to.setToolName("realtime-operator")
        .setBaseImageLayersCache(settings.directories().cache().resolve("image-bases"))
        .setApplicationLayersCache(layers);
    try {
      return plan(contents, onBase).containerize(to).getDigest().toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while writing " + reference, e);
    } catch (ExecutionException | RegistryException | CacheDirectoryCreationException e) {
      throw new ClusterException("Jib could not write " + reference + ": " + e.getMessage(), e);
    }
  }

  private JibContainerBuilder plan(ImageContents contents, boolean onBase) {
    JibContainerBuilder builder =
        onBase && settings.base().isPresent()
            ? Jib.from(registryImage(settings.base().get()))
            : Jib.fromScratch();
    contents.layers().forEach(layer -> builder.addFileEntriesLayer(entries(layer)));
    builder
        .setEntrypoint(contents.entrypoint())
        .setProgramArguments(contents.arguments())
        .setUser(contents.user())
        .setWorkingDirectory(AbsoluteUnixPath.get(contents.workingDirectory()))
        .setExposedPorts(
            contents.ports().stream().map(Port::tcp).collect(Collectors.toUnmodifiableSet()))
        .setCreationTime(ImageBuilder.FILE_TIME);
    sorted(contents.environment()).forEach(builder::addEnvironmentVariable);
    return builder;
  }

  private static FileEntriesLayer entries(Layer layer) {
    FileEntriesLayer.Builder builder = FileEntriesLayer.builder().setName(layer.name());
    for (Layer.File file : layer.files()) {
      builder.addEntry(
          file.source(),
          AbsoluteUnixPath.get(file.target()),
          FilePermissions.fromOctalString(String.format(Locale.ROOT, "%03o", file.mode())),
          ImageBuilder.FILE_TIME,
          OWNER);
    }
    return builder.build();
  }

  private static RegistryImage registryImage(String name) {
    try {
      ImageReference reference = ImageReference.parse(name);
      CredentialRetrieverFactory credentials =
          CredentialRetrieverFactory.forImage(reference, event -> {});
      RegistryImage image = RegistryImage.named(reference);
      List.of(credentials.dockerConfig(), credentials.wellKnownCredentialHelpers())
          .forEach(image::addCredentialRetriever);
      return image;
    } catch (InvalidImageReferenceException e) {
      throw new ClusterException("Not an image name: " + name, e);
    }
  }

  private static Map<String, String> sorted(Map<String, String> map) {
    return new TreeMap<>(map);
  }
}
