package dev.realtime.server.config;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Options of the channels of a namespace. */
public record ChannelOptions(
    @Setting(
            value = "Publications kept for recovery and history.",
            def = "0",
            min = "0",
            max = "1000000")
        int historySize,
    @Setting(value = "How long they are kept after the last one.", def = "0", max = "365d")
        Duration historyTtl,
    @Setting(
            value = "How long offset and epoch outlive the publications.",
            def = "30d",
            max = "3650d")
        Duration historyMetaTtl,
    @Setting(value = "Subscriptions recover what they missed; needs history.", def = "false")
        boolean recovery,
    @Setting(value = "What a returning subscriber is sent.", def = "stream")
        RecoveryMode recoveryMode,
    @Setting(
            value =
                "Subscriptions watch their position without recovering; needs history. Implied by"
                    + " recovery.",
            def = "false")
        boolean positioning,
    @Setting(value = "Keep who is in the channel.", def = "false") boolean presence,
    @Setting(value = "Tell that clients join and leave.", def = "false") boolean joinLeave,
    @Setting(
            value = "Send joins and leaves also to subscribers that did not ask for them.",
            def = "false")
        boolean forceJoinLeave,
    @Setting(
            value = "Who may subscribe without a token; subscriber makes no sense here.",
            def = "none")
        Access allowSubscribe,
    @Setting(value = "Who may publish.", def = "none") Access allowPublish,
    @Setting(value = "Who may read the history.", def = "subscriber") Access allowHistory,
    @Setting(value = "Who may read the presence.", def = "subscriber") Access allowPresence,
    @Setting(
            value =
                "Subscribers may ask for fossil deltas: publications like the one before shrink to"
                    + " their difference. Needs history and positioning or recovery.",
            def = "false")
        boolean delta,
    @Setting(value = "Subscribers may filter publications by tags.", def = "false")
        boolean tagsFilter,
    @Setting(
            value = "What happens to publications for a client whose queue is full.",
            def = "disconnect")
        SlowClientPolicy slowClient,
    @Setting(
            value =
                "Publications a second into one channel through this node; beyond, 111. 0: no bound.",
            def = "0",
            min = "0")
        int publishRate,
    @Setting(
            value = "Subscribers of one channel on this node; beyond, 106. 0: no bound.",
            def = "0",
            min = "0")
        int maxSubscribers,
    @Setting(
            value = "What the name after the namespace has to match; empty: anything.",
            pattern = ".{0,256}")
        String nameRegex,
    @Setting(value = "Ask proxy.subscribe whether a client may subscribe.", def = "false")
        boolean subscribeProxy,
    @Setting(value = "Ask proxy.publish whether a client may publish.", def = "false")
        boolean publishProxy)
    implements Checked {

  /** Whether publications are kept and numbered. */
  public boolean hasHistory() {
    return historySize > 0 && historyTtl.isPositive();
  }

  @Override
  public void check(Report report) {
    if ((historySize > 0) != historyTtl.isPositive()) {
      report.problem(
          historySize > 0 ? "historyTtl" : "historySize",
          "is 0; a history needs historySize and historyTtl");
    }
    if (hasHistory() && historyMetaTtl.compareTo(historyTtl) < 0) {
      report.problem("historyMetaTtl", "is below historyTtl; offsets would be lost too early");
    }
    if (!hasHistory() && (recovery || positioning)) {
      report.problem(
          recovery ? "recovery" : "positioning",
          "is true without a history; set historySize and historyTtl");
    }
    if (delta && !recovery && !positioning) {
      report.problem("delta", "is true without recovery or positioning; set one of them");
    }
    if (forceJoinLeave && !joinLeave) {
      report.problem("forceJoinLeave", "is true, but joinLeave is false; set both");
    }
    if (allowSubscribe == Access.SUBSCRIBER) {
      report.problem("allowSubscribe", "'subscriber' is circular; use none, user or anyone");
    }
    checkRegex(report);
  }

  private void checkRegex(Report report) {
    try {
      Pattern.compile(nameRegex);
    } catch (PatternSyntaxException e) {
      report.problem("nameRegex", "is no regular expression: " + e.getDescription());
    }
  }
}
