package dev.realtime.operator.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts operators for a test, and ends them after it. */
final class OperatorPrograms implements AfterEachCallback {
  private final List<OperatorProgram> started = new ArrayList<>();

  OperatorProgram start(Map<String, String> environment) throws IOException {
    OperatorProgram program = new OperatorProgram(environment);
    started.add(program);
    return program;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    started.forEach(OperatorProgram::close);
  }
}
