package org.synprune.bench.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlasKernelTest {

  private static final BlasKernel UNSET = new BlasKernel("", "Haswell", "", 80, 2e-7);
  private static final BlasKernel WIDE = new BlasKernel("SkylakeX", "SkylakeX", "", 150, 3e-7);
  private static final BlasKernel WRONG = new BlasKernel("Cooperlake", "Cooperlake", "", 170, 4e-3);
  private static final BlasKernel FAILED = BlasKernel.failed("Sapphirerapids");

  @Test
  void theFastestOfThoseThatAreRightIsTaken() {
    assertThat(BlasKernel.best(List.of(UNSET, WRONG, WIDE, FAILED))).contains(WIDE);
    assertThat(BlasKernel.best(List.of(UNSET, WRONG, FAILED))).contains(UNSET);
    assertThat(BlasKernel.best(List.of(WRONG, FAILED))).isEqualTo(Optional.empty());
  }

  @Test
  void aTableNamesTheChoiceAndAllThatWereTried() {
    assertThat(BlasKernel.describe(List.of(UNSET, WIDE, WRONG, FAILED)))
        .isEqualTo(
            "OPENBLAS_CORETYPE=SkylakeX (GFLOP/s: unset 80, SkylakeX 150, Cooperlake wrong by 4e-03,"
                + " Sapphirerapids failed)");
    assertThat(BlasKernel.describe(List.of(UNSET)))
        .startsWith("OPENBLAS_CORETYPE unset, which takes Haswell (");
    assertThat(BlasKernel.describe(List.of(WRONG))).startsWith("none is right");
    BlasKernel other = new BlasKernel("Zen", "", "", 150, 1e-7);
    assertThat(BlasKernel.describe(List.of(other))).startsWith("its own choice;");
  }

  @Test
  void whatTheScriptPrintsIsReadAmongWhatTheLibrarySays() {
    String said =
        """
        Core: SkylakeX
        gflops 151.25
        error 2.5e-07
        library OpenBLAS 0.3.21
        """;
    assertThat(BlasKernel.read("SkylakeX", said))
        .isEqualTo(new BlasKernel("SkylakeX", "SkylakeX", "OpenBLAS 0.3.21", 151.25, 2.5e-7));
  }

  @Test
  void numbersThatAreNoneAreWrong() {
    BlasKernel broken = BlasKernel.read("Zen", "gflops 300.0\nerror inf\nlibrary \n");
    assertThat(broken.right()).isFalse();
  }

  @Test
  void beingWrongOnceIsEnough() {
    BlasKernel again = new BlasKernel("SkylakeX", "", "", 155, 1e-2);
    assertThat(WIDE.and(again).right()).isFalse();
    assertThat(again.and(WIDE).right()).isFalse();
    assertThat(WIDE.and(new BlasKernel("SkylakeX", "", "", 155, 1e-7)))
        .isEqualTo(new BlasKernel("SkylakeX", "SkylakeX", "", 155, 3e-7));
  }
}
