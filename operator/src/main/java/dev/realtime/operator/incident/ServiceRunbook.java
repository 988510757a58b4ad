package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.IncidentStatus;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.api.v1alpha1.runbook.SymptomStatus;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.detect.DetectionSettings;
import dev.realtime.operator.detect.Detector;
import dev.realtime.operator.detect.Tracked;
import dev.realtime.operator.guard.Fleet;
import dev.realtime.operator.remediate.Change;
import dev.realtime.operator.remediate.Overriding;
import dev.realtime.operator.signal.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The runbook of one service. Used by one thread. What it keeps in memory is a copy of what it has
 * written, or can be measured again.
 */
public final class ServiceRunbook {
  /** A run makes at most this many moves in a tick: detection to action is two or three. */
  private static final int MOVES = 8;

  /** What has not been told of a finished run after this time is no news any more. */
  private static final Duration ANNOUNCED = Duration.ofHours(1);

  private final Workspace workspace;
  private final RunMachine machine;
  private final GiveBackMachine giveBack;
  private final Supplier<Fleet> fleet;
  private final RunListener listener;
  private final Announcer announcer;

  private volatile Map<Symptom, Tracked> symptoms = new EnumMap<>(Symptom.class);
  private @Nullable StatusPart written;
  private Instant writtenAt = Instant.EPOCH;
  private Beginning beginning = new Beginning(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
  private long measuredGeneration = -1;
  private Instant lookingSince = Instant.EPOCH;

  /**
   * @param fleet all services, for the storm guard
   * @param listener hears of every status written
   * @param announcer tells people
   */
  public ServiceRunbook(
      Workspace workspace,
      RunMachine machine,
      GiveBackMachine giveBack,
      Supplier<Fleet> fleet,
      RunListener listener,
      Announcer announcer) {
    this.workspace = workspace;
    this.machine = machine;
    this.giveBack = giveBack;
    this.fleet = fleet;
    this.listener = listener;
    this.announcer = announcer;
  }

  /**
   * Looks at the service once: advances its symptoms, opens what has to be opened, moves what is
   * open, and writes what has changed.
   */
  public void tick(ServiceView service, Observations seen) {
    StatusPart before = restored(service, seen.at());
    // What was measured of the spec before is dropped with it.
    if (measuredGeneration != service.generation()) {
      measuredGeneration = service.generation();
      lookingSince = seen.at();
    }
    symptoms =
        Detector.advance(
            symptoms,
            seen,
            DetectionSettings.of(service.policy().thresholds(), service.monitoring()));
    Overrides kept = Overriding.ofGeneration(before.overrides(), service.generation());
    List<RunbookRun> orphans = new ArrayList<>();
    List<RunbookRun> runs = new ArrayList<>();
    for (RunbookRun run : workspace.runs(service)) {
      (Runs.isOf(service, run) ? runs : orphans).add(run);
    }
    endOrphans(orphans, seen.at());
    List<ChecklistItem> checklist =
        Checklist.evaluate(service, seen, symptoms, before.checklist(), beginning);
    Overrides ended = OverrideEnds.of(kept, runs, seen, checklist);
    var part = new StatusPart(checklist, before.incident(), notAbsent(before, seen.at()), ended);
    // A symptom's firing is in status before its run is made: its time is the run's name.
    if (worthIt(service, part, before, runs, seen)) {
      write(service, part, seen.at());
    }
    open(service, seen, runs);
    for (RunbookRun run : runs.stream().sorted(OLDEST_FIRST).toList()) {
      if (run.open()) {
        move(service, seen, run, runs);
      }
    }
    for (RunbookRun run : List.copyOf(runs)) {
      announce(service, seen.at(), run, runs);
    }
    StatusPart now = written == null ? part : written;
    write(
        service,
        new StatusPart(now.checklist(), incident(runs), now.symptoms(), now.overrides()),
        seen.at());
    runs.addAll(orphans);
    History.outlived(runs, service, seen.at()).forEach(workspace::delete);
  }

  /** Of a new service the first thing to be written is what has been measured. */
  private boolean worthIt(
      ServiceView service,
      StatusPart now,
      StatusPart before,
      List<RunbookRun> runs,
      Observations seen) {
    return !before.checklist().isEmpty()
        || !runs.isEmpty()
        || symptoms.values().stream().anyMatch(tracked -> tracked.phase().active())
        || !now.overrides().equals(before.overrides())
        || !seen.at().isBefore(beginning.firstNews())
        || !Checklist.tooEarly(service, seen, symptoms, beginning);
  }

  /** What was begun for a service of the same name before is not gone on with for this one. */
  private void endOrphans(List<RunbookRun> orphans, Instant now) {
    orphans.replaceAll(
        run ->
            run.open()
                ? workspace.writeStatus(Runs.with(run, Closings.orphaned(run.getStatus(), now)))
                : run);
  }

  /**
   * Whether the service had a symptom at the last tick, or had had the first signs of one for so
   * long; may be asked by any thread.
   */
  public boolean troubled(Instant now, Duration signs) {
    return symptoms.values().stream()
        .anyMatch(
            tracked ->
                tracked.phase() == SymptomPhase.FIRING
                    || (tracked.phase() == SymptomPhase.SUSPECT
                        && !now.isBefore(tracked.since().plus(signs))));
  }

  /**
   * Whether something goes on in which every second counts; to be asked by the thread that looks.
   */
  public boolean busy(ServiceView service) {
    if (written == null) {
      return true;
    }
    for (Tracked tracked : symptoms.values()) {
      if (tracked.phase().active() || tracked.phase() == SymptomPhase.SUSPECT) {
        return true;
      }
    }
    return workspace.runs(service).stream().anyMatch(RunbookRun::open);
  }

  private static final Comparator<RunbookRun> OLDEST_FIRST =
      Comparator.comparing((RunbookRun run) -> run.getMetadata().getCreationTimestamp())
          .thenComparing(run -> run.getMetadata().getName());

  private StatusPart restored(ServiceView service, Instant now) {
    if (written == null) {
      StatusPart read = workspace.read(service);
      var restored = new EnumMap<Symptom, Tracked>(Symptom.class);
      for (SymptomStatus symptom : read.symptoms()) {
        restored.put(symptom.symptom(), Tracked.restored(symptom, now));
      }
      symptoms = restored;
      written = read;
      writtenAt = now;
      beginning = Beginning.at(now, Duration.ofSeconds(service.monitoring().intervalSeconds()));
    }
    return written;
  }

  private void write(ServiceView service, StatusPart part, Instant now) {
    if (written == null || part.due(written, writtenAt, now)) {
      workspace.write(service, part);
      written = part;
      writtenAt = now;
    }
  }

  /** What is not well, and is not merely too early to tell of a service that was well before. */
  private List<SymptomStatus> notAbsent(StatusPart before, Instant now) {
    boolean news = before.checklist().isEmpty();
    return symptoms.values().stream()
        .filter(tracked -> tracked.phase() != SymptomPhase.HEALTHY)
        .filter(
            tracked ->
                news
                    || before.symptom(tracked.symptom()).isPresent()
                    || !beginning.tooEarlyFor(tracked, now))
        .map(tracked -> status(tracked, before))
        .sorted(Comparator.comparing(SymptomStatus::symptom))
        .toList();
  }

  /** As it was written before where only its figures have wandered a little. */
  private static SymptomStatus status(Tracked tracked, StatusPart before) {
    SymptomStatus now = tracked.status();
    return before
        .symptom(tracked.symptom())
        .filter(
            last ->
                Evidence.alike(last.figures(), now.figures())
                    && now.equals(
                        new SymptomStatus(
                            last.symptom(),
                            last.phase(),
                            last.since(),
                            last.suspectedAt(),
                            last.firedAt(),
                            now.figures())))
        .orElse(now);
  }

  private void open(ServiceView service, Observations seen, List<RunbookRun> runs) {
    boolean repairing =
        runs.stream()
            .anyMatch(
                run ->
                    run.open()
                        && run.getSpec().procedure() == Procedure.REPAIR
                        && !Holds.standsBack(run.getStatus()));
    Optional<Tracked> worst =
        symptoms.values().stream()
            .filter(tracked -> Detector.actionable(tracked, seen.at()))
            .filter(tracked -> runs.stream().noneMatch(run -> isOpenFor(run, tracked.symptom())))
            .min(Comparator.comparing(Tracked::symptom));
    // A paused service gets its record, too: that nothing is done about it is to be seen.
    if (!repairing && worst.isPresent() && service.policy().mode() != RunbookMode.OFF) {
      Tracked tracked = worst.get();
      Instant firedAt = tracked.firedAt() == null ? tracked.since() : tracked.firedAt();
      RunbookRun run = Runs.repair(service, tracked.symptom(), firedAt, Trigger.DETECTION);
      add(runs, workspace.create(run));
    }
    boolean troubled =
        symptoms.values().stream()
            .anyMatch(t -> t.phase().active() || t.phase() == SymptomPhase.SUSPECT);
    if (written != null && !troubled) {
      giveBack
          .due(service, written.overrides(), runs, seen.at())
          .ifPresent(run -> add(runs, workspace.create(run)));
    }
  }

  private static void add(List<RunbookRun> runs, RunbookRun run) {
    runs.removeIf(other -> other.getMetadata().getName().equals(run.getMetadata().getName()));
    runs.add(run);
  }

  private static boolean isOpenFor(RunbookRun run, Symptom symptom) {
    return run.open() && run.getSpec().symptom() == symptom;
  }

  private void move(ServiceView service, Observations seen, RunbookRun run, List<RunbookRun> runs) {
    RunbookRun current = run;
    for (int i = 0; i < MOVES; i++) {
      Overrides overrides = written == null ? Overrides.none() : written.overrides();
      var input =
          new RunInput(
              current,
              service,
              overrides,
              seen,
              symptoms,
              lookingSince,
              otherActs(runs, current),
              History.of(runs),
              fleet.get(),
              () -> workspace.logs(service));
      Move move = giveBack.takes(current) ? giveBack.next(input) : machine.next(input);
      switch (move) {
        case Move.Stay _ -> {
          return;
        }
        case Move.Write(RunbookRunStatus status) -> current = write(service, current, status);
        case Move.Perform(Change change, RunbookRunStatus after) -> {
          perform(service, change, seen.at());
          current = write(service, current, after);
        }
      }
      add(runs, current);
    }
  }

  /** Whether another repair has begun something of which it is not known yet what came of it. */
  private static boolean otherActs(List<RunbookRun> runs, RunbookRun run) {
    return runs.stream()
        .filter(other -> !other.getMetadata().getName().equals(run.getMetadata().getName()))
        .filter(other -> other.open() && other.getStatus() != null)
        .filter(other -> other.getSpec().procedure() == Procedure.REPAIR)
        .anyMatch(other -> Steps.last(other.getStatus()).filter(s -> !s.finished()).isPresent());
  }

  private void announce(ServiceView service, Instant now, RunbookRun run, List<RunbookRun> runs) {
    RunbookRunStatus status = run.getStatus();
    if (status == null
        || (status.finishedAt() != null && status.finishedAt().isBefore(now.minus(ANNOUNCED)))) {
      return;
    }
    List<String> told = announcer.announce(service, run);
    if (!told.isEmpty()) {
      add(
          runs,
          workspace.writeStatus(Runs.with(run, new StatusDraft(status).notified(told).build())));
    }
  }

  private RunbookRun write(ServiceView service, RunbookRun run, RunbookRunStatus status) {
    RunbookRun next = workspace.writeStatus(Runs.with(run, status));
    listener.changed(service, run.getStatus(), next);
    return next;
  }

  private void perform(ServiceView service, Change change, Instant now) {
    switch (change) {
      case Change.SetOverrides(Overrides overrides) -> {
        StatusPart base = written == null ? StatusPart.empty() : written;
        write(
            service,
            new StatusPart(base.checklist(), base.incident(), base.symptoms(), overrides),
            now);
      }
      case Change.DeletePods(List<Change.Pod> pods) ->
          pods.forEach(pod -> workspace.deletePod(service, pod));
      case Change.Nothing _ -> {}
    }
  }

  private static @Nullable IncidentStatus incident(List<RunbookRun> runs) {
    return runs.stream()
        .filter(run -> run.open() && run.getStatus() != null)
        .min(
            Comparator.comparing((RunbookRun run) -> run.getSpec().procedure())
                .thenComparing(OLDEST_FIRST))
        .map(
            run ->
                new IncidentStatus(
                    run.getMetadata().getName(),
                    run.getSpec().symptom(),
                    run.getStatus().cause(),
                    Steps.last(run.getStatus())
                        .filter(step -> !step.finished())
                        .map(step -> step.action())
                        .orElse(null),
                    run.getStatus().state(),
                    run.getStatus().detectedAt(),
                    run.getStatus().summary()))
        .orElse(null);
  }
}
