package org.synprune.bench.launches;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Byteman's rules that have {@link Tally} called. */
final class LaunchRules {

  private static final String ENGINE = "ai.djl.pytorch.jni.JniUtils";
  private static final String STACK = "org.synprune.jobs.train.stack.Stack";
  private static final String EVALUATION = "org.synprune.jobs.train.stack.StackEvaluation";

  /** They ask what an array is, or are counted as transfers. */
  private static final Set<String> NO_OPERATIONS =
      Set.of(
          "createNdFromByteBuffer",
          "set",
          "getByteBuffer",
          "requiresGrad",
          "contentEqual",
          "attachGradient",
          "backward",
          "detachGradient");

  private LaunchRules() {}

  static String text() {
    String rules =
        operations().entrySet().stream()
            .map(
                one ->
                    rule(
                        "operation " + one.getKey(),
                        ENGINE,
                        one.getKey(),
                        "AT EXIT",
                        "call(\"%s\", $*, %s)".formatted(one.getKey(), one.getValue())))
            .collect(Collectors.joining());
    for (String copies : new String[] {"createNdFromByteBuffer", "set", "getByteBuffer"}) {
      rules += rule("copy " + copies, ENGINE, copies, "AT ENTRY", "transfer()");
    }
    return rules
        + around(TrainingPart.STEP, STACK, "step")
        + around(TrainingPart.EPOCH, STACK, "trainEpoch")
        + around(TrainingPart.UPDATE, "org.synprune.pruning.JointUpdate", "make")
        + around(TrainingPart.VALIDATION, EVALUATION, "validate")
        + around(TrainingPart.SCORE, EVALUATION, "score(NDArray,List)");
  }

  /** The engine's operations on arrays, and what stands for the result of each. */
  private static Map<String, String> operations() {
    Map<String, String> operations = new TreeMap<>();
    for (Method method : JniUtils.class.getDeclaredMethods()) {
      Class<?> result = method.getReturnType();
      boolean array = result == PtNDArray.class || result == NDList.class;
      boolean inPlace =
          result == void.class
              && Arrays.stream(method.getParameterTypes())
                  .anyMatch(type -> type == PtNDArray.class);
      if (Modifier.isPublic(method.getModifiers())
          && (array || inPlace)
          && !NO_OPERATIONS.contains(method.getName())) {
        operations.put(method.getName(), array ? "$!" : "null");
      }
    }
    return operations;
  }

  private static String around(TrainingPart part, String type, String method) {
    return rule(part.id(), type, method, "AT ENTRY", "enter(\"" + part.id() + "\")")
        + rule(part.id() + " ends", type, method, "AT EXIT", "leave()");
  }

  private static String rule(String name, String type, String method, String at, String action) {
    return String.format(
        """
        RULE %s
        CLASS %s
        METHOD %s
        %s
        IF TRUE
        DO %s.%s
        ENDRULE
        """,
        name, type, method, at, Tally.class.getName(), action);
  }
}
