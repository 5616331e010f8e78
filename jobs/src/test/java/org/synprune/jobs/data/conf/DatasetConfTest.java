package org.synprune.jobs.data.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.Fixture;
import org.synprune.jobs.data.RealData;
import org.synprune.jobs.grid.Protocol;

class DatasetConfTest {

  @TempDir Path temp;

  @Test
  void builtInSetsAreRead() {
    ConfFolder builtIn = new ConfFolder(null);
    assertThat(DatasetConf.names(builtIn))
        .containsExactly("air-quality", "bitcoin", "power", "power-minute", "sp500");
    for (String name : DatasetConf.names(builtIn)) {
      DatasetConf conf = DatasetConf.read(builtIn, name);
      assertThat(conf.name()).isEqualTo(name);
      assertThat(conf.recipes()).containsOnlyKeys(Protocol.values());
      assertThat(conf.recipe(Protocol.ANCHORED).features(conf.target()))
          .isEqualTo(conf.recipe(Protocol.STRICT).features(conf.target()));
      assertThat(conf.recipe(Protocol.STRICT).features(conf.target())).contains(conf.target());
      assertThat(conf.recipe(Protocol.PAPER).features(conf.target())).doesNotContain(conf.target());
      assertThat(conf.recipe(Protocol.STRICT).maxLead()).isZero();
    }
  }

  @Test
  void columnsOfThePapersTables() {
    assertThat(RealData.builtIn("sp500").recipe(Protocol.PAPER).table("close"))
        .containsExactlyInAnyOrder(
            "Name",
            "open",
            "high",
            "low",
            "close",
            "volume",
            "time_date",
            "time_day",
            "time_month",
            "time_week",
            "time_year",
            "time_quarter",
            "time_day_of_week",
            "time_is_weekend",
            "close_lag_1",
            "close_lag_3",
            "close_lag_7",
            "close_lag_14",
            "close_lead_1",
            "close_lead_3");
    assertThat(RealData.builtIn("bitcoin").recipe(Protocol.PAPER).table("close")).hasSize(7);
    assertThat(RealData.builtIn("air-quality").recipe(Protocol.PAPER).table("CO(GT)")).hasSize(313);
    assertThat(RealData.builtIn("power").recipe(Protocol.PAPER).table("Global_active_power"))
        .hasSize(9);
  }

  @Test
  void powerLooksForTheWholeMinuteFileThenTheHoursThenThePartialFile() {
    List<Source> sources = RealData.builtIn("power").sources();
    assertThat(sources.get(0).files().get(0)).isEqualTo("household_power_consumption.txt");
    assertThat(sources.get(0).step().text()).isEqualTo("1m");
    assertThat(sources.get(1).divide()).containsEntry("Voltage", 60.0).hasSize(7);
    assertThat(sources.get(1).missingBelow()).containsEntry("Voltage", 223.0);
    assertThat(sources.get(2).step().text()).isEqualTo("1m");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-fill = 2|max-fil = 2|line 6: unknown key 'max-fil'",
        "max-fill = 2|max-fill = -1|key 'max-fill' is -1, expected 0 or more",
        "max-fill = 2|min-share = 1.5|key 'min-share' is 1.5",
        "target = a|target = z|key 'target' names 'z', expected one of a, b",
        "target = a|target = [1]|key 'target'",
        "resolution = 1h|resolution = hourly|key 'resolution' is 'hourly', expected a step",
        "name = own|name = ../own|key 'name' is '../own'",
        "files = [own.csv]|files = []|key 'sources.files' is empty",
        "files = [own.csv]|files = [own.csv], step = 2h|key 'sources.step' is 2h",
        "files = [own.csv]|files = [own.csv], decimal = ';'|key 'sources.decimal'",
        "files = [own.csv]|files = [own.csv], delimiter = ab|expected one character",
        "files = [own.csv]|files = [own.csv], charset = x y|character set",
        "files = [own.csv]|files = [own.csv], parts = [own.csv]|stands beside 'files'",
        "files = [own.csv]|files = [own.csv], skip = -1|key 'sources.skip' is -1",
        "files = [own.csv]|files = [own.csv], widths = [3, 0]|expected 1 character or more",
        "files = [own.csv]|files = [own.csv], widths = [3], delimiter = tab|stands beside",
        "files = [own.csv]|files = [own.csv], quote = \",\"|can't be told from 'quote'",
        "files = [own.csv]|files = [own.csv], comment = \",\"|key 'sources.comment' is ','",
        "files = [own.csv]|files = [own.csv], thousands = \".\"|isn't the decimal separator",
        "files = [own.csv]|files = [own.csv], suffixes = maybe|expected one of true, false",
        "files = [own.csv]|files = [own.csv], pivot { names = a }|key 'sources.pivot.values'",
        "files = [own.csv]|files = [own.csv], unpivot { ids = [] }|has no ids",
        "time { columns|time { zone = Mars, columns|key 'sources.time.zone' is 'Mars'",
        "time { columns|time { duplicates = some, columns|error, first, last, mean",
        "time { columns|time { snap = up, columns|expected one of floor, nearest",
        "time { columns|time { start = 2020-01-01, columns|stands beside 'columns'",
        "yyyy-MM-dd HH:mm|%Y-%m-%d %H:%M|is a pattern of strftime, expected yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm|YYYY-MM-DD HH:mm|is 'YYYY-MM-DD HH:mm', expected yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm|HH:mm|has no year",
        "files = [own.csv]|files = [own.csv], divide { c = 2 }|names 'c', expected one of a, b",
        "files = [own.csv]|files = [own.csv], divide { a = 0 }|divides by 0",
        "yyyy-MM-dd HH:mm|qqqqqqqq|key 'sources.time.pattern' is 'qqqqqqqq'",
        "columns = [time]|columns = []|key 'sources.time.columns' is empty",
        "steps = [1, 2]|steps = [0]|key 'recipes.strict.lags.steps' is 0",
        "strict {|strict { target-lead = 1,|forbids",
        "strict {|strict { leads = [{ columns = [a], steps = [1] }],|forbids",
        "strict {|strict { edges = clamp,|forbids",
        "strict {|strict { calendar = [moon],|has 'moon', expected some of date, time",
        "paper {|paper { blank-rows = maybe,|is 'maybe', expected one of",
        "strict { columns = [a, b]|strict { columns = [a, b, a]|has two features named 'a'",
        "recipes {|recipes { other {},|unknown key 'recipes.other'",
        "recipes {|recipes { anchored {},|unknown key 'recipes.anchored'",
        "target = a|target = a, season = 1|key 'season' is 1, expected 0 for none, or 2 rows or",
      })
  void mistakesAreNamed(String from, String to, String message) {
    Fixture fixture = new Fixture(temp).conf(Fixture.HOURLY.replace(from, to));
    assertThatThrownBy(fixture::conf)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("own.conf")
        .hasMessageContaining(message.strip());
  }

  @Test
  void aSeasonIsStatedOrThatOfTheStep() {
    assertThat(RealData.builtIn("bitcoin").season()).isEqualTo(7);
    assertThat(RealData.builtIn("power").season()).isEqualTo(24);
    assertThat(RealData.builtIn("air-quality").season()).isEqualTo(24);
    assertThat(RealData.builtIn("power-minute").season()).isEqualTo(1440);
    assertThat(RealData.builtIn("sp500").season()).isEqualTo(5);
    assertThat(Resolution.of("15m").season()).isEqualTo(96);
    assertThat(Resolution.of("1w").season()).isEqualTo(52);
    assertThat(Resolution.of("1M").season()).isEqualTo(12);
    assertThat(Resolution.of("3M").season()).isEqualTo(4);
    for (String none : List.of("irregular", "7m", "2d", "1y", "5M")) {
      assertThat(Resolution.of(none).season()).as(none).isZero();
    }
    String stated = Fixture.HOURLY.replace("target = a", "target = a, season = 168");
    assertThat(new Fixture(temp).conf(stated).conf().season()).isEqualTo(168);
  }

  @Test
  void anchoredNeedsTheTargetAmongTheColumns() {
    Fixture fixture =
        new Fixture(temp)
            .conf(Fixture.HOURLY.replace("strict { columns = [a, b]", "strict { columns = [b]"));
    assertThat(fixture.conf().recipes()).containsOnlyKeys(Protocol.STRICT, Protocol.PAPER);
    assertThatThrownBy(() -> fixture.prepare(Protocol.ANCHORED))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no recipe for the protocol 'anchored'")
        .hasMessageContaining("recipes.strict whose columns hold the target 'a'");
  }

  @Test
  void aProtocolWithoutRecipeIsNamed() {
    Fixture fixture =
        new Fixture(temp).conf(Fixture.HOURLY.replaceAll("(?s)strict \\{.*?\\}\\] \\}\n", ""));
    assertThatThrownBy(() -> fixture.prepare(Protocol.STRICT))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no recipe for the protocol 'strict'");
  }
}
