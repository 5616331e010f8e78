package org.synprune.jobs.sweep;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.train.Trainability;

/** What is refused of a grid before anything is read or trained. */
final class GridChecks {

  private static final String ARMS = "regularisers";

  private GridChecks() {}

  /** What every trial would fail on is refused before the first is trained. */
  static void requireTrainable(
      List<Architecture> architectures,
      List<Protocol> protocols,
      List<ArmSpec> arms,
      TrainingSettings settings) {
    if (architectures.contains(Architecture.PATCHTST)
        && settings.hidden() % ForecasterSpec.HEADS != 0) {
      throw new InvalidSettingException(
          "training",
          "has hidden = %d, expected a multiple of %d for patchtst's heads",
          settings.hidden(),
          ForecasterSpec.HEADS);
    }
    for (Architecture architecture : checkedWith(architectures)) {
      for (Protocol protocol : protocols) {
        for (ArmSpec arm : arms) {
          requireTrainable(architecture, protocol, arm, settings);
        }
      }
    }
  }

  /** Arms depend on which network it is only in that it is own code. */
  private static Set<Architecture> checkedWith(List<Architecture> architectures) {
    Set<Architecture> networks = new LinkedHashSet<>(List.of(Architecture.RNN));
    architectures.stream().filter(Architecture::isOwn).forEach(networks::add);
    return networks;
  }

  private static void requireTrainable(
      Architecture architecture, Protocol protocol, ArmSpec arm, TrainingSettings settings) {
    try {
      Trainability.require(
          new Trial("any", protocol, architecture, 1, arm, 0, settings, Variant.NONE));
    } catch (InvalidSettingException e) {
      boolean shared = arm.values().isEmpty();
      throw shared || e.key().equals(ARMS)
          ? e
          : InvalidSettingException.of(
              ARMS, "holds arm '" + arm.name() + "', whose " + e.getMessage(), e);
    }
  }

  /** Makes sure that a question is about arms of the grid. */
  static void requireArms(Question question, List<ArmSpec> arms) {
    List<Arm> known = arms.stream().map(ArmSpec::arm).toList();
    Stream.concat(question.treatment().stream(), question.against().stream())
        .filter(arm -> !known.contains(arm))
        .findFirst()
        .ifPresent(
            arm -> {
              throw new InvalidSettingException(
                  "question",
                  "names '%s', expected some of %s",
                  arm,
                  known.stream().map(Arm::name).collect(Collectors.joining(", ")));
            });
  }
}
