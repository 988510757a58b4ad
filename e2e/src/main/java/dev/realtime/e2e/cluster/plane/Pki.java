package dev.realtime.e2e.cluster.plane;

import dev.realtime.e2e.cluster.node.NetworkPlan;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The certificates of one cluster, made by openssl when it starts and deleted with it.
 *
 * <p>Two authorities: one for everybody, one only for the proxy header of the aggregation layer, as
 * Kubernetes asks for.
 *
 * @param directory on the host
 */
public record Pki(Path directory) {
  private static final String DAYS = "3650";

  private static final List<String> ELLIPTIC =
      List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");

  private static final List<String> RSA = List.of("-newkey", "rsa:2048");

  /**
   * Someone who gets a certificate.
   *
   * @param file name of the files, without extension
   * @param user common name; who that is to Kubernetes
   * @param group organization, empty for none
   * @param names DNS names and addresses that a server answers to; empty for a client
   */
  public record Subject(String file, String user, String group, List<String> names) {
    public static Subject client(String file, String user, String group) {
      return new Subject(file, user, group, List.of());
    }

    /** Programs in Java use the administrator's key, and fabric8's client reads only RSA ones. */
    List<String> keyType() {
      return file.equals("admin") ? RSA : ELLIPTIC;
    }

    String distinguishedName() {
      return (group.isEmpty() ? "" : "/O=" + group) + "/CN=" + user;
    }

    List<String> extensions() {
      if (names.isEmpty()) {
        return List.of("extendedKeyUsage=clientAuth");
      }
      List<String> alternatives =
          names.stream().map(name -> (isAddress(name) ? "IP:" : "DNS:") + name).toList();
      return List.of(
          "extendedKeyUsage=serverAuth", "subjectAltName=" + String.join(",", alternatives));
    }

    private static boolean isAddress(String name) {
      return name.matches("[0-9.]+");
    }
  }

  static List<Subject> subjects(NetworkPlan plan, String node) {
    return List.of(
        new Subject(
            "kube-apiserver",
            "kube-apiserver",
            "",
            List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "localhost",
                "127.0.0.1",
                plan.nodeAddress(),
                plan.apiServiceAddress())),
        new Subject("kubelet-server", "kubelet", "", List.of(node, plan.nodeAddress())),
        new Subject(
            "metrics-server",
            "metrics-server",
            "",
            List.of("metrics-server.kube-system.svc", "metrics-server.kube-system")),
        Subject.client("admin", "admin", "system:masters"),
        Subject.client("kube-apiserver-kubelet", "kube-apiserver", ""),
        Subject.client("kube-controller-manager", "system:kube-controller-manager", ""),
        Subject.client("kube-scheduler", "system:kube-scheduler", ""),
        Subject.client("kubelet", "system:node:" + node, "system:nodes"),
        Subject.client("kube-proxy", "system:kube-proxy", ""),
        Subject.client("local-volumes", "local-volumes", ""));
  }

  /** Makes all keys and certificates; existing ones are replaced. */
  public void create(List<Subject> subjects) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make " + directory, e);
    }
    authority("ca");
    authority("front-proxy-ca");
    Stream<Runnable> certificates =
        subjects.stream().map(subject -> () -> certificate(subject, "ca"));
    Stream.concat(
            certificates,
            Stream.<Runnable>of(
                () ->
                    certificate(Subject.client("front-proxy", "front-proxy", ""), "front-proxy-ca"),
                this::serviceAccountKey))
        .parallel()
        .forEach(Runnable::run);
  }

  /**
   * Puts a certificate of the same name and key in place that has ended already; {@link #renew}
   * puts the good one back.
   */
  public void expire(String name) {
    Path good = file(name + ".crt");
    Path ended = file(name + ".ended");
    Path asked = file(name + ".csr");
    // What another has signed cannot be signed again; what asks for the same can be.
    openssl(
        List.of(
            "x509",
            "-x509toreq",
            "-in",
            good.toString(),
            "-signkey",
            file(name + ".key").toString(),
            "-copy_extensions",
            "copyall",
            "-out",
            asked.toString()));
    openssl(
        List.of(
            "x509",
            "-req",
            "-in",
            asked.toString(),
            "-copy_extensions",
            "copyall",
            "-days",
            "-1",
            "-CA",
            file("ca.crt").toString(),
            "-CAkey",
            file("ca.key").toString(),
            "-CAcreateserial",
            "-out",
            ended.toString()));
    move(good, file(name + ".good"));
    move(ended, good);
  }

  /** Ends what {@link #expire} began. */
  public void renew(String name) {
    move(file(name + ".good"), file(name + ".crt"));
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot put " + from + " in the place of " + to, e);
    }
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  private void authority(String name) {
    List<String> line = request(name, ELLIPTIC);
    line.addAll(List.of("-subj", "/CN=realtime-" + name));
    line.addAll(List.of("-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"));
    openssl(line);
  }

  private void certificate(Subject subject, String authority) {
    List<String> line = request(subject.file(), subject.keyType());
    line.addAll(List.of("-CA", file(authority + ".crt").toString()));
    line.addAll(List.of("-CAkey", file(authority + ".key").toString()));
    line.addAll(List.of("-subj", subject.distinguishedName()));
    line.addAll(List.of("-addext", "basicConstraints=critical,CA:FALSE"));
    line.addAll(List.of("-addext", "keyUsage=critical,digitalSignature"));
    subject.extensions().forEach(extension -> line.addAll(List.of("-addext", extension)));
    openssl(line);
  }

  private List<String> request(String name, List<String> keyType) {
    List<String> line = new ArrayList<>(List.of("req", "-x509"));
    line.addAll(keyType);
    line.addAll(
        List.of(
            "-nodes",
            "-days",
            DAYS,
            "-keyout",
            file(name + ".key").toString(),
            "-out",
            file(name + ".crt").toString()));
    return line;
  }

  /**
   * Signs the tokens of ServiceAccounts. The older format of key files: the API server takes the
   * public half from this, but not from PKCS #8.
   */
  private void serviceAccountKey() {
    openssl(
        List.of(
            "ecparam",
            "-genkey",
            "-name",
            "prime256v1",
            "-noout",
            "-out",
            file("service-account.key").toString()));
  }

  private static void openssl(List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("openssl"));
    line.addAll(arguments);
    Command.of(line).run();
  }
}
