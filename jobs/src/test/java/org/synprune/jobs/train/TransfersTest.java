package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/**
 * What may cross between main memory and a GPU in a training: each time the host waits for the
 * device. Counted on the CPU, where the same calls are made, for a stack of three trials.
 */
class TransfersTest {

  private static final Pattern LINE =
      Pattern.compile("transfers (\\S+) (\\S+) (\\S+) ([0-9]+) ([0-9]+)");

  private static final Count NOTHING = new Count(0, 0);

  /** Copies to the device, and from it. */
  private record Count(int uploads, int downloads) {}

  private static String rule(String name, String type, String method, String at, String action) {
    return String.format(
        """
        RULE %s
        CLASS %s
        METHOD %s
        %s
        IF TRUE
        DO org.synprune.jobs.train.Transfers.%s
        ENDRULE
        """,
        name, type, method, at, action);
  }

  private static String around(String region, String type, String method) {
    return rule(region, type, method, "AT ENTRY", "enter(\"" + region + "\")")
        + rule(region + " ends", type, method, "AT EXIT", "leave()");
  }

  private static String rules() {
    String jni = "ai.djl.pytorch.jni.JniUtils";
    String stack = "org.synprune.jobs.train.stack.Stack";
    String evaluation = "org.synprune.jobs.train.stack.StackEvaluation";
    return rule("upload", jni, "createNdFromByteBuffer", "AT ENTRY", "upload()")
        + rule("change", jni, "set", "AT ENTRY", "upload()")
        + rule("download", jni, "getByteBuffer", "AT ENTRY", "download()")
        + around("epoch", stack, "trainEpoch")
        + around("step", stack, "step")
        + around("update", "org.synprune.pruning.JointPruning", "together")
        + around("validation", evaluation, "validate")
        + around("score", evaluation, "score(NDArray,List)");
  }

  private static Map<String, Count> counted(Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("transfers.btm"), rules());
    Path byteman =
        Path.of(
            Class.forName("org.jboss.byteman.agent.Main")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + byteman + "=script:" + script);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Transfers.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    Map<String, Count> counts = new LinkedHashMap<>();
    for (Matcher line = LINE.matcher(said); line.find(); ) {
      counts.put(
          line.group(1) + " " + line.group(2) + " " + line.group(3),
          new Count(Integer.parseInt(line.group(4)), Integer.parseInt(line.group(5))));
    }
    assertThat(counts).as(said).isNotEmpty();
    return counts;
  }

  @Test
  void aTrainingKeepsToItsBudget(@TempDir Path folder) throws Exception {
    Map<String, Count> counts = counted(folder);
    SoftAssertions softly = new SoftAssertions();
    for (Architecture architecture : Architecture.builtIn()) {
      for (Regulariser arm : Regulariser.values()) {
        String cell = architecture.id() + " " + arm.id() + " ";
        // The order of the windows goes there, the losses come back.
        softly.assertThat(counts.get(cell + "epoch")).as(cell).isEqualTo(new Count(1, 1));
        if (arm.learnsRate()) {
          // Java draws the factors of each place; what is learned comes back at once.
          int places = architecture.equals(Architecture.PATCHTST) ? 9 : 1;
          softly.assertThat(counts.get(cell + "step")).as(cell).isEqualTo(new Count(places, 1));
          continue;
        }
        softly.assertThat(counts.get(cell + "step")).as(cell).isEqualTo(NOTHING);
        softly.assertThat(counts.get(cell + "update")).as(cell).isEqualTo(updates().get(arm));
        if (arm != Regulariser.MC_DROPOUT) {
          Count evaluation = new Count(3, 1);
          softly.assertThat(counts.get(cell + "validation")).as("%s", counts).isEqualTo(evaluation);
          softly.assertThat(counts.get(cell + "score")).as(cell).isEqualTo(evaluation);
        }
      }
    }
    softly.assertAll();
  }

  /** For all three trials of the stack. */
  private static Map<Regulariser, Count> updates() {
    Map<Regulariser, Count> updates = new EnumMap<>(Regulariser.class);
    updates.put(Regulariser.SYNAPTIC_PRUNING, new Count(0, 1));
    updates.put(Regulariser.GRADUAL_MAGNITUDE, new Count(1, 1));
    updates.put(Regulariser.SNIP, new Count(1, 1));
    updates.put(Regulariser.RIGL, new Count(2, 1));
    // With numbers that Java draws: of all at once where weights grow, of each where they are
    // pruned.
    updates.put(Regulariser.SET, new Count(3, 1));
    updates.put(Regulariser.SYNAPTIC_GROWTH, new Count(2, 1));
    updates.put(Regulariser.RANDOM_PRUNING, new Count(4, 1));
    return updates;
  }
}
