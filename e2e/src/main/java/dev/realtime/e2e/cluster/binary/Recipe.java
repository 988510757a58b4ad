package dev.realtime.e2e.cluster.binary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Everything that decides how a program comes out.
 *
 * @param program what is built
 * @param goVersion the compiler
 * @param flags of {@code go build}
 * @param inputs contents of the files that pin or hold the source
 */
record Recipe(Program program, String goVersion, List<String> flags, List<String> inputs) {

  static Recipe of(Program program, GoModule module, String goVersion) {
    List<String> inputs = new ArrayList<>(List.of(module.goMod(), module.goSum()));
    if (program.isOurs()) {
      module.sources().forEach(file -> inputs.add(GoModule.read(file)));
    }
    return new Recipe(
        program,
        goVersion,
        List.of("-trimpath", "-ldflags", linkerFlags(program, module)),
        List.copyOf(inputs));
  }

  /** Without a version stamped in, kubectl and clients cannot parse what Kubernetes reports. */
  private static String linkerFlags(Program program, GoModule module) {
    String stripped = "-s -w -buildid=";
    if (!program.importPath().startsWith("k8s.io/kubernetes/")) {
      return stripped;
    }
    String version = module.version("k8s.io/kubernetes");
    String[] numbers = version.split("\\.", 3);
    String variable = " -X k8s.io/component-base/version.";
    return stripped
        + (variable + "gitVersion=v" + version)
        + (variable + "gitMajor=" + numbers[0])
        + (variable + "gitMinor=" + numbers[1])
        + (variable + "gitTreeState=clean");
  }

  /** Sixteen hexadecimal digits that change whenever any part does. */
  String key() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must have SHA-256", e);
    }
    List<String> parts = new ArrayList<>(List.of(program.importPath(), goVersion));
    parts.addAll(flags);
    parts.addAll(inputs);
    for (String part : parts) {
      byte[] bytes = part.getBytes(UTF_8);
      digest.update(Integer.toString(bytes.length).getBytes(UTF_8));
      digest.update((byte) ':');
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
