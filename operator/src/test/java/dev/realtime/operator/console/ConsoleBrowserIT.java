package dev.realtime.operator.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Procedure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The console as people use it, in headless Chromium. Screenshots for the documentation are written
 * where the system property {@code console.screenshots} says.
 */
class ConsoleBrowserIT {
  private final ConsoleStage stage = new ConsoleStage();
  private final String home = "http://127.0.0.1:" + stage.console.port();
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    new Scenery(stage).build();
    browser = new Browser();
    browser.run("size", "width", 1280, "height", 900);
    browser.run("theme", "theme", "light");
  }

  @AfterEach
  void stop() throws IOException {
    browser.close();
    stage.close();
  }

  private void signIn(String token) throws IOException {
    browser.run("type", "selector", "#token", "text", token);
    browser.click("button[type=submit]");
  }

  private void shot(String name, boolean full) throws IOException {
    String directory = System.getProperty("console.screenshots");
    if (directory != null) {
      Files.createDirectories(Path.of(directory));
      browser.run("shot", "path", Path.of(directory, name + ".png").toString(), "full", full);
    }
  }

  @Test
  void seesApprovesAndSwitchesMaintenanceAndLogLinesStayText() throws IOException {
    browser.run("open", "url", home);
    browser.see("Bearer token of the cluster");
    shot("sign-in", false);
    signIn("wrong");
    browser.see("The API server does not accept this token", "kubectl create token");
    String token = stage.token("approver", "realtime-view", "realtime-edit");
    signIn(token);
    browser.see("Services", "presence", "Maintenance", "2 of 3");
    shot("services", false);
    browser.click("a[data-key$='/realtime']");
    browser.see(
        "On-call checklist", "17.0 % of 5412 requests failed", "Approve this plan", "P95 limit");
    shot("service", true);
    browser.run("theme", "theme", "dark");
    shot("service-dark", false);
    browser.click("[data-key=incident-link]");
    browser.see("Timeline", "Cause: Bad rollout, 90 % sure", "rollout history");
    browser.click("details[data-key=evidence-1] summary");
    browser.see(Scenery.HOSTILE);
    shot("incident-dark", true);
    assertThat(browser.run("evaluate", "script", "window.hacked ?? null").isNull())
        .as("a log line is text, and never code")
        .isTrue();
    browser.click("[data-key=approve]");
    browser.see("It is recorded in your name");
    browser.click("dialog [data-key=confirm]");
    browser.see("Approved. The operator goes on.");
    assertThat(stage.run("realtime-higherrorrate-1").getSpec().approval().by())
        .endsWith(":approver");
    browser.click("[data-key=back]");
    browser.click("[data-key=maintenance]");
    browser.see("Begin maintenance mode?");
    browser.click("dialog [data-key=confirm]");
    browser.see("Maintenance on asked for as realtime-maintenanceon-");
    assertThat(stage.runs())
        .extracting(run -> run.getSpec().procedure())
        .contains(Procedure.MAINTENANCE_ON);
    keepsNoToken(token);
    assertThat(browser.run("complaints")).as("what the page complained of").isEmpty();
  }

  private void keepsNoToken(String token) throws IOException {
    assertThat(
            browser
                .run(
                    "evaluate",
                    "script",
                    "JSON.stringify([localStorage, sessionStorage, document.cookie, location.href, document.documentElement.outerHTML])")
                .asText())
        .as("what a script of the page could read")
        .doesNotContain(token)
        .doesNotContain("realtime-console=");
    assertThat(browser.run("cookies").toString())
        .doesNotContain(token)
        .contains("\"httpOnly\":true");
  }

  @Test
  void anAnswerThatBreaksOffIsSaidAndAskedForAgain() throws IOException {
    browser.run("open", "url", home);
    signIn(stage.token("reader", "realtime-view"));
    browser.see("presence");
    browser.run(
        "evaluate",
        "script",
        "window.whole = window.fetch; window.fetch = async () => new Response('{\"serv'); null");
    browser.see("offline, trying again", "presence");
    browser.run("evaluate", "script", "window.fetch = window.whole; null");
    browser.run("gone", "text", "offline, trying again");
    assertThat(browser.run("complaints")).as("what the page complained of").isEmpty();
  }

  @Test
  void aReaderOnAPhoneSeesEverythingAndNoButtons() throws IOException {
    browser.run("size", "width", 390, "height", 844, "mobile", true);
    browser.run("open", "url", home + "/services/" + stage.space.name() + "/realtime");
    signIn(stage.token("reader", "realtime-view"));
    browser.see("On-call checklist", "Read-only", "Approving needs the ClusterRole realtime-edit");
    shot("phone", false);
    assertThat(
            browser
                .run(
                    "evaluate",
                    "script",
                    "document.querySelectorAll('[data-key=maintenance], [data-key=approve]').length")
                .asInt())
        .isZero();
    assertThat(browser.run("evaluate", "script", "document.documentElement.scrollWidth").asInt())
        .as("nothing is wider than the phone")
        .isLessThanOrEqualTo(390);
    stage.revoke("reader");
    stage.clock.forward(Sessions.IDLE.plusSeconds(1));
    browser.see("Your session is over", "Bearer token of the cluster");
    assertThat(browser.run("complaints")).as("what the page complained of").isEmpty();
  }
}
