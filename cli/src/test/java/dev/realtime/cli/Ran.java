package dev.realtime.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What came of a command line. */
record Ran(int status, String out, String err) {
  /** Runs the plugin in this process. */
  static Ran with(Path kubeconfig, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = Main.line();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--kubeconfig=" + kubeconfig);
    int status = line.execute(all.toArray(String[]::new));
    return new Ran(status, out.toString(), err.toString());
  }
}
