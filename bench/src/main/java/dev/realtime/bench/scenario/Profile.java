package dev.realtime.bench.scenario;

import java.util.List;

/**
 * How long and how large a run is.
 *
 * @param rounds how often everything is repeated, with processes started anew
 * @param windows how often a point of a load is measured in each round
 * @param compileMillis of load before the first window, in which a JVM compiles
 * @param warmMillis of load before each measured window
 * @param measureMillis of each measured window
 * @param rates publications a second for fan-out, rising
 * @param subscribers of one channel
 * @param connections steps of the memory slope
 * @param storm connections of a connect storm
 * @param clients of the scenarios with trouble
 * @param soakSeconds of the soak
 */
public record Profile(
    int rounds,
    int windows,
    int compileMillis,
    int warmMillis,
    int measureMillis,
    List<Integer> rates,
    List<Integer> subscribers,
    List<Integer> connections,
    int storm,
    int clients,
    int soakSeconds) {
  public Profile {
    rates = List.copyOf(rates);
    subscribers = List.copyOf(subscribers);
    connections = List.copyOf(connections);
  }

  /** All windows of a point in one. */
  int longMillis() {
    return windows * measureMillis;
  }

  /** Under ten minutes on two cores. */
  public static Profile quick() {
    return new Profile(
        2,
        3,
        4000,
        300,
        1500,
        List.of(20, 60, 150, 400),
        List.of(1000),
        List.of(1000, 5000, 9000),
        3000,
        500,
        60);
  }

  /** About two hours on two cores. */
  public static Profile full() {
    return new Profile(
        3,
        1,
        10_000,
        2000,
        6000,
        List.of(20, 60, 150, 300, 600, 900, 1300, 1900, 2700),
        List.of(1000, 5000),
        List.of(1000, 5000, 9000, 15000),
        5000,
        1000,
        900);
  }
}
