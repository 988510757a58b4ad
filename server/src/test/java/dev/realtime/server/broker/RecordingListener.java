package dev.realtime.server.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a broker delivers, for tests. */
public final class RecordingListener implements BrokerListener {
  /** A delivered publication. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Received(String channel, Publication publication, String epoch, byte[] previous) {
    /** The payload as text. */
    public String text() {
      return new String(publication.data(), StandardCharsets.UTF_8);
    }

    /** The previous payload as text, or null. */
    public String previousText() {
      return previous == null ? null : new String(previous, StandardCharsets.UTF_8);
    }
  }

  public final List<Received> publications = new CopyOnWriteArrayList<>();
  public final List<String> joins = new CopyOnWriteArrayList<>();
  public final List<String> leaves = new CopyOnWriteArrayList<>();
  public final List<String> controls = new CopyOnWriteArrayList<>();
  public final List<String> gaps = new CopyOnWriteArrayList<>();

  /** Payloads of a channel as text, in the order of delivery. */
  public List<String> texts(String channel) {
    List<String> texts = new ArrayList<>();
    for (Received r : publications) {
      if (r.channel().equals(channel)) {
        texts.add(r.text());
      }
    }
    return texts;
  }

  @Override
  public void onPublication(
      String channel, Publication publication, String epoch, byte[] previous) {
    publications.add(new Received(channel, publication, epoch, previous));
  }

  @Override
  public void onJoin(String channel, ClientInfo info) {
    joins.add(channel + " " + info.user() + " " + info.client());
  }

  @Override
  public void onLeave(String channel, ClientInfo info) {
    leaves.add(channel + " " + info.user() + " " + info.client());
  }

  @Override
  public void onControl(byte[] message) {
    controls.add(new String(message, StandardCharsets.UTF_8));
  }

  @Override
  public void onDeliveryGap(Iterable<String> channels) {
    channels.forEach(gaps::add);
  }
}
