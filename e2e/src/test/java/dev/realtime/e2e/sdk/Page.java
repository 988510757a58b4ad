package dev.realtime.e2e.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.e2e.cluster.sys.Directories;

/** A page of the web, open in headless Chromium. */
public final class Page implements AutoCloseable {
  private static final String NAME = "page";

  private final NodeSdk chromium;

  private Page(NodeSdk chromium) {
    this.chromium = chromium;
  }

  /** Opens an address. */
  public static Page open(Directories directories, String address) {
    Page page = new Page(NodeSdk.startInChromium(directories));
    page.ask("open", "url", address);
    return page;
  }

  /** Runs a script, and returns its value as text. */
  public String evaluate(String script) {
    return ask("evaluate", "script", script);
  }

  private String ask(String operation, String name, String value) {
    ObjectNode arguments = chromium.json().createObjectNode().put(name, value);
    return chromium.ask(NAME, operation, arguments).asText();
  }

  @Override
  public void close() {
    chromium.close();
  }
}
