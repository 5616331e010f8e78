package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** One dialect of patterns, which have to match something. */
class PathPatternTest extends ManagedArrays {

  @Provide
  Arbitrary<String> globs() {
    return Arbitraries.strings().withChars("ab*?").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.strings().withChars("ab").ofMaxLength(10);
  }

  @Property(tries = 2000)
  void matchesAsARegularExpressionDoes(@ForAll("globs") String glob, @ForAll("paths") String path) {
    Pattern regex = Pattern.compile(glob.replace("*", ".*").replace('?', '.'));
    assertThat(new PathPattern(glob).matches(path)).isEqualTo(regex.matcher(path).matches());
  }

  @Test
  void allOtherCharactersStandForThemselves() {
    assertThat(new PathPattern("a.b").matches("axb")).isFalse();
    assertThat(new PathPattern("*[norm]").matches("x[norm]")).isTrue();
    assertThat(new PathPattern("^0").matches("0")).isFalse();
    assertThat(new PathPattern("*").matches("")).isTrue();
    assertThat(new PathPattern("").matches("")).isTrue();
  }

  @Test
  void aPatternThatMatchesNothingIsRefused() {
    Block block = SmallNetwork.create();
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
    String paths = "[01Linear_weight, 03Linear_weight]";
    assertThatThrownBy(() -> open(SynapticPruner.builder().optInclude("01*", "Liner*"), block))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The pattern 'Liner*' matches none of "
                + paths
                + "; it has to match a whole path, with * for any characters.");
    // a bias could be included, but is never pruned
    assertThatThrownBy(() -> open(SynapticPruner.builder().optInclude("*bias"), block))
        .hasMessageContaining("'*bias' matches none of " + paths);
    open(SynapticPruner.builder().optExclude("*bias"), block);
    assertThatThrownBy(() -> open(SynapticPruner.builder().optExclude("^01"), block))
        .hasMessageContaining("'^01' matches none of [01Linear_weight, 01Linear_bias");
    assertThatThrownBy(() -> open(SynapticPruner.builder().optTarget("02*", 0.5), block))
        .hasMessageContaining("'02*' matches none of " + paths);
    var arrays = SynapticPruner.builder().optExclude("b").build();
    assertThatThrownBy(() -> arrays.newSession(Map.of("a", row(1, 2))))
        .hasMessageContaining("'b' matches none of [a]");
    assertThatThrownBy(() -> SynapticPruner.builder().optTarget("a", 1))
        .hasMessage("The target of a must be in [0, 1), but is 1.0.");
  }

  private static void open(SynapticPrunerBuilder builder, Block block) {
    builder.build().newSession(block).close();
  }
}
