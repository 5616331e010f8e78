package org.synprune.jobs.train.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.LogCapture;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.train.outcome.DivergedException;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Placement;

/** A trial that fails on its own: what is written of it, and what is logged. */
class StackMemberTest {

  private static final Trial TRIAL =
      new Trial(
          "sine",
          Protocol.STRICT,
          Architecture.RNN,
          7,
          Regulariser.SNIP,
          42,
          new TrainingSettings(4, 32, 1e-3, 8, 0.3, 3, 3, PruningSettings.PAPER));

  /** A member with dense weights whose arm asks for a gradient at the first batch. */
  private static StackMember member(NDManager manager, NDArray row, ParameterLayout layout) {
    StackMember member =
        new StackMember(manager, TRIAL, Randomness.ofSeed(42), layout, new int[] {7, 8}, false);
    long prunable =
        PruningArm.prunable(TRIAL, layout).values().stream().mapToLong(Shape::size).sum();
    StackMasks masks = StackMasks.of(manager, row.expandDims(0), prunable);
    member.prunes(PruningArm.of(TRIAL, layout, masks, 0, 10, Placement.HOST));
    return member;
  }

  private static ParameterLayout layout(NDManager manager) {
    ForecasterSpec spec = new ForecasterSpec(Architecture.RNN, 7, 2, 8, 0, false);
    return new ParameterLayout(Forecasters.zeros(spec, manager));
  }

  @Test
  void aFaultOfTheProgramIsLoggedWithItsTrace() {
    try (NDManager manager = NDManager.newBaseManager();
        LogCapture log = LogCapture.of(StackMember.class)) {
      ParameterLayout layout = layout(manager);
      NDArray row = manager.ones(new Shape(layout.size()));
      StackMember member = member(manager, row, layout);
      NullPointerException fault = new NullPointerException();
      StackMember.afterBackward(
          List.of(member),
          1,
          i -> {
            throw fault;
          });
      RuntimeException thrown =
          catchThrowableOfType(
              RuntimeException.class,
              () -> member.endEpoch(1, 0.5, new StackEvaluation.Errors(0.5, 0.5), 1, row));
      assertThat(thrown).isSameAs(fault);

      TrialOutcome.Failed failed = member.failed(thrown);
      assertThat(failed.error()).isEqualTo("NullPointerException");
      assertThat(failed.message()).isEmpty();
      assertThat(log.events())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getMessage().getFormattedMessage()).contains(TRIAL.config());
                assertThat(event.getThrown()).isSameAs(fault);
              });
    }
  }

  @Test
  void aLossThatIsNoLongerANumberIsWrittenAndNotLogged() {
    try (NDManager manager = NDManager.newBaseManager();
        LogCapture log = LogCapture.of(StackMember.class)) {
      ParameterLayout layout = layout(manager);
      NDArray row = manager.ones(new Shape(layout.size()));
      StackMember member = member(manager, row, layout);
      RuntimeException thrown =
          catchThrowableOfType(
              RuntimeException.class,
              () -> member.endEpoch(3, Double.NaN, new StackEvaluation.Errors(1, 1), 1, row));
      assertThat(thrown).isInstanceOf(DivergedException.class);
      assertThat(member.failed(thrown).message()).isEqualTo("training loss is NaN in epoch 3");
      assertThat(log.events()).isEmpty();
    }
  }
}
