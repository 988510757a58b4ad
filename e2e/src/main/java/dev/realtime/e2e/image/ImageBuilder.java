package dev.realtime.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Locks;
import dev.realtime.e2e.cluster.sys.Progress;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Makes images from recipes, and keeps them until their inputs change.
 *
 * <p>Below {@code <cache>/images} there is one directory for an image, named by short name and
 * fingerprint, with {@code image.tar} and {@code image.properties}; it appears by a rename, so what
 * is there is whole. Two processes that want the same image build it once: the second waits.
 */
public final class ImageBuilder {
  /** The modification time of every file in every image; Jib's own default. */
  public static final Instant FILE_TIME = Instant.ofEpochSecond(1);

  private static final String TAR = "image.tar";
  private static final String PROPERTIES = "image.properties";

  private final ImageSettings settings;
  private final Progress progress;
  private final String code;
  private final JibWriter writer;

  public ImageBuilder(ImageSettings settings, Progress progress) {
    this(settings, progress, RecipeCode.fingerprint());
  }

  /**
   * Prepares a builder; does no work yet.
   *
   * @param code hash of what builds: what another code has built is built again
   */
  ImageBuilder(ImageSettings settings, Progress progress, String code) {
    this.progress = progress;
    this.settings = settings;
    this.code = code;
    this.writer = new JibWriter(settings);
  }

  /**
   * Returns the image, built now or before.
   *
   * @throws ClusterException where a step fails; the cache is then as it was
   */
  public BuiltImage build(ImageRecipe recipe) throws IOException {
    String fingerprint = fingerprint(recipe);
    Path images = Files.createDirectories(settings.directories().cache().resolve("images"));
    String shortName = recipe.image().shortName();
    Path home = images.resolve(shortName + "-" + fingerprint);
    try (Locks.Held _ = Locks.take(images.resolve(shortName + ".lock"))) {
      if (!Files.exists(home)) {
        try (Progress.Step _ = progress.begin("Building image " + recipe.image().reference())) {
          build(recipe, images, home);
        }
        deleteOthers(images, shortName, home);
      }
      return read(recipe.image().reference(), home);
    }
  }

  /**
   * Builds the image and pushes it to a registry instead of the cache, with credentials as {@code
   * docker login} leaves them.
   *
   * @param target full name with registry and tag
   * @return the digest in the registry
   */
  public String push(ImageRecipe recipe, String target) throws IOException {
    Path work = Files.createTempDirectory("image");
    try {
      ImageContents contents = recipe.layOut(Files.createDirectory(work.resolve("files")));
      return writer.push(contents, recipe.takesBase(), target, work.resolve("layers"));
    } finally {
      deleteTree(work);
    }
  }

  private String fingerprint(ImageRecipe recipe) throws IOException {
    Fingerprint fingerprint =
        new Fingerprint().add("code", code).add("name", recipe.image().reference());
    if (recipe.takesBase()) {
      fingerprint.add("base", settings.base().orElse(""));
    }
    recipe.addInputs(fingerprint);
    return fingerprint.value();
  }

  private void build(ImageRecipe recipe, Path images, Path home) throws IOException {
    Path work = Files.createTempDirectory(images, "work");
    try {
      ImageContents contents = recipe.layOut(Files.createDirectory(work.resolve("files")));
      Path result = Files.createDirectory(work.resolve("result"));
      String digest =
          writer.writeTar(
              contents,
              recipe.takesBase(),
              recipe.image().reference(),
              result.resolve(TAR),
              work.resolve("layers"));
      Properties properties = new Properties();
      properties.setProperty("digest", digest);
      properties.setProperty("unpackedBytes", Long.toString(unpackedBytes(contents)));
      try (Writer out = Files.newBufferedWriter(result.resolve(PROPERTIES), UTF_8)) {
        properties.store(out, recipe.image().reference());
      }
      Files.move(result, home, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(work);
    }
  }

  /**
   * An image that was built before.
   *
   * @param reference its full name
   * @param home its directory below {@code <cache>/images}, or where that was moved to
   */
  public static BuiltImage read(String reference, Path home) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(home.resolve(PROPERTIES), UTF_8)) {
      properties.load(in);
    }
    Path tar = home.resolve(TAR);
    return new BuiltImage(
        reference,
        tar,
        properties.getProperty("digest"),
        Files.size(tar),
        Long.parseLong(properties.getProperty("unpackedBytes")));
  }

  private static long unpackedBytes(ImageContents contents) throws IOException {
    long sum = 0;
    for (Layer layer : contents.layers()) {
      for (Layer.File file : layer.files()) {
        sum += Files.isRegularFile(file.source()) ? Files.size(file.source()) : 0;
      }
    }
    return sum;
  }

  private static void deleteOthers(Path images, String shortName, Path home) throws IOException {
    try (Stream<Path> children = Files.list(images)) {
      for (Path child : children.toList()) {
        String name = String.valueOf(child.getFileName());
        if (name.matches(shortName + "-[0-9a-f]{32}") && !child.equals(home)) {
          deleteTree(child);
        }
      }
    }
  }

  static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
