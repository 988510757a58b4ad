package dev.realtime.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.bench.wire.Subscription;
import org.junit.jupiter.api.Test;

class ClientTest {
  private final Recorder recorder = new Recorder();

  @Test
  void countsWhatComesInOrder() {
    Client client = client(2, false);
    receive(client, 0, 1, 2, 3);
    receive(client, 1, 1);
    assertThat(recorder.snapshot().delivered()).isEqualTo(4);
    assertThat(recorder.snapshot().gaps()).isZero();
    assertThat(client.missing(5, 2)).as("of 3 and 2 published").isEqualTo(1);
  }

  @Test
  void noticesWhatIsSkipped() {
    Client client = client(1, false);
    receive(client, 0, 1, 4);
    assertThat(recorder.snapshot().gaps()).isEqualTo(2);
  }

  @Test
  void noticesWhatComesTwiceOrLate() {
    Client client = client(1, false);
    receive(client, 0, 1, 3, 2, 3);
    assertThat(recorder.snapshot().duplicates()).isEqualTo(2);
    assertThat(recorder.snapshot().delivered()).isEqualTo(2);
  }

  @Test
  void noticesStreamsThatAreNotItsOwn() {
    Client client = client(1, false);
    receive(client, 1, 1);
    assertThat(recorder.snapshot().delivered()).isZero();
    assertThat(recorder.snapshot().events())
        .containsKey("publication of a stream not subscribed to");
  }

  @Test
  void aStreamThatSentNothingIsMissingAltogether() {
    assertThat(client(1, false).missing(10, 1)).isEqualTo(10);
  }

  @Test
  void recoversFromTheLastPublicationReceived() {
    Client client = client(1, true);
    assertThat(client.subscriptions()).containsExactly(Subscription.fresh("x0"));
    client.epoch("abcd");
    client.subscribedBefore = true;
    receive(client, 0, 1, 2);
    assertThat(client.subscriptions()).containsExactly(new Subscription("x0", true, "abcd", 2));
  }

  @Test
  void clientsWithStreamsOfTheirOwnDoNotShareThem() {
    Client third = new Client(2, "", new ClientPlan.Channels("x", 2, false, false));
    assertThat(third.subscriptions()).extracting(Subscription::channel).containsExactly("x4", "x5");
  }

  private void receive(Client client, int stream, int... sequences) {
    for (int sequence : sequences) {
      client.received(stream, sequence, 0, 1000, recorder);
    }
  }

  private static Client client(int streams, boolean recover) {
    return new Client(0, "", new ClientPlan.Channels("x", streams, true, recover));
  }
}
