package org.synprune.bench.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.bench.process.ChildRun;

/** The interpreter is a script of the shell, whose speed and error depend on the environment. */
class PythonPartnerTest {

  private final List<String> said = new ArrayList<>();

  @TempDir private Path folder;

  private PythonPartner partner(String cases) throws IOException {
    Path interpreter =
        Files.createFile(
            folder.resolve("python"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        interpreter,
        """
        #!/bin/sh
        answer() { echo "gflops $1"; echo "error $2"; echo "library some"; }
        case $1 in
          -c) echo python 3; echo torch 1; exit ;;
          *bench_products.py) ;;
          *) echo "kernel: ${OPENBLAS_CORETYPE-unset}"; exit ;;
        esac
        [ "$2" = torch ] || exit 1
        case ${OPENBLAS_CORETYPE-unset} in
        """
            + cases
            + """
          *) exit 132 ;;
        esac
        """);
    return PythonPartner.find(Python.of(interpreter.toString()), "torch", "torch", said::add);
  }

  private static String ran(PythonPartner partner) {
    return ChildRun.of(partner.script("some.py")).output().strip();
  }

  @Test
  void scriptsRunWithTheFastestKernelThatIsRight() throws IOException {
    PythonPartner partner =
        partner(
            """
            unset) answer 80 1e-7 ;;
            SkylakeX) answer 150 1e-7 ;;
            Cooperlake) answer 170 0.5 ;;
            """);
    assertThat(ran(partner)).isEqualTo("kernel: SkylakeX");
    assertThat(partner.kernel())
        .isEqualTo(
            "OPENBLAS_CORETYPE=SkylakeX of some (GFLOP/s: unset 80, Haswell failed, Zen failed,"
                + " SkylakeX 150, Cooperlake wrong by 5e-01, Sapphirerapids failed)");
    assertThat(said).containsExactly("torch: " + partner.kernel());
  }

  @Test
  void whereItsOwnChoiceIsBestTheEnvironmentSaysNothing() throws IOException {
    // Holds where the variable is set for the tests, too.
    assertThat(ran(partner("unset) answer 80 1e-7 ;; Haswell) answer 70 1e-7 ;;\n")))
        .isEqualTo("kernel: unset");
  }

  @Test
  void aPackageThatIsMissingIsNamedAndNothingIsTried() {
    PythonPartner partner =
        PythonPartner.find(Python.of("/no/python"), "torch", "torch", said::add);
    assertThat(partner.there()).isFalse();
    assertThat(partner.kernel()).isEqualTo("none");
    assertThat(said).singleElement().asString().contains("/no/python has no torch");
  }
}
