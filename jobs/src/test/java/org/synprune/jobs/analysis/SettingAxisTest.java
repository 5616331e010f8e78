package org.synprune.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.SettingAxis.Line;
import org.synprune.jobs.analysis.SettingAxis.Point;
import org.synprune.jobs.analysis.SettingAxis.Settings;
import org.synprune.jobs.grid.Arm;

/** Which arms a line against a setting joins. */
class SettingAxisTest {

  private static final Settings NONE = new Settings(Arm.NONE, "none", Map.of());

  private static Settings pruned(String name, Object... values) {
    Map<String, Object> all = Map.of("max-sparsity", values[0], "every", values[1]);
    return new Settings(new Arm(name), "synaptic-pruning", all);
  }

  private static Point point(String arm, Object value) {
    return new Point(new Arm(arm), value);
  }

  @Test
  void armsOfATypeThatDifferInOneSettingAreALineAndTheOthersStandBesideIt() {
    Settings dropout = new Settings(new Arm("dropout"), "dropout", Map.of("rate", .3));
    assertThat(
            SettingAxis.of(
                List.of(
                    NONE,
                    pruned("p9", .9, 5.),
                    pruned("p5", .5, 5.),
                    dropout,
                    pruned("p7", .7, 5.))))
        .containsExactly(
            new SettingAxis(
                "max-sparsity",
                List.of(
                    new Line(
                        "synaptic-pruning",
                        List.of(point("p5", .5), point("p7", .7), point("p9", .9)))),
                List.of(Arm.NONE, new Arm("dropout"))));
  }

  @Test
  void whereTwoSettingsDifferEachHasALineForEachValueOfTheOther() {
    List<SettingAxis> axes =
        SettingAxis.of(
            List.of(
                pruned("a", .5, 1.),
                pruned("b", .5, 5.),
                pruned("c", .9, 1.),
                pruned("d", .9, 5.)));
    assertThat(axes).extracting(SettingAxis::setting).containsExactly("every", "max-sparsity");
    assertThat(axes.get(1).lines())
        .containsExactly(
            new Line("synaptic-pruning every=1", List.of(point("a", .5), point("c", .9))),
            new Line("synaptic-pruning every=5", List.of(point("b", .5), point("d", .9))));
  }

  @Test
  void armsThatPruneAreNoBaselines() {
    Settings half = new Settings(new Arm("half"), "dropout", Map.of("rate", .5));
    Settings less = new Settings(new Arm("less"), "dropout", Map.of("rate", .3));
    assertThat(SettingAxis.of(List.of(NONE, half, less, pruned("a", .5, 1.))))
        .containsExactly(
            new SettingAxis(
                "rate",
                List.of(new Line("dropout", List.of(point("less", .3), point("half", .5)))),
                List.of(Arm.NONE)));
  }

  @Test
  void armsThatDifferInTwoSettingsAtOnceAreNoLine() {
    assertThat(SettingAxis.of(List.of(NONE, pruned("a", .5, 1.), pruned("b", .9, 5.)))).isEmpty();
  }

  @Test
  void aPartThatAnArmDoesNotNameIsItsDefault() {
    Settings plain = new Settings(new Arm("plain"), "pruning", Map.of());
    Settings random = new Settings(new Arm("random"), "pruning", Map.of("saliency", "random"));
    assertThat(SettingAxis.of(List.of(plain, random)).get(0).lines())
        .containsExactly(
            new Line("pruning", List.of(point("plain", "default"), point("random", "random"))));
  }

  @Test
  void aGridWithoutSettingsThatDifferHasNoAxis() {
    assertThat(SettingAxis.of(List.of(NONE, pruned("a", .5, 5.)))).isEmpty();
    assertThat(SettingAxis.of(List.of())).isEmpty();
  }
}
