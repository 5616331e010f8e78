package org.synprune.jobs.data;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.NumberForm;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TimeRules;
import org.synprune.jobs.grid.Protocol;

/** Everything that decides what is made of a raw file, as a text. */
final class RecipeText {

  /** Writes enums by their names: the text is part of every series' id. */
  private static final ObjectMapper JSON =
      new ObjectMapper().addMixIn(Protocol.class, ByName.class);

  private RecipeText() {}

  private interface ByName {
    @JsonValue(false)
    String id();
  }

  /**
   * Writes it.
   *
   * @param dataset the data set
   * @param recipe its recipe for the protocol
   * @param source which of its raw files is read
   * @param maxLookback the longest lookback provided for, in rows
   * @param block steps of the raw file in a chunk
   * @return JSON, always the same for the same things
   */
  static String of(DatasetConf dataset, Recipe recipe, Source source, int maxLookback, int block) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", dataset.name());
    all.put("resolution", dataset.resolution().text());
    all.put("columns", dataset.columns());
    all.put("categories", dataset.categories());
    all.put("target", dataset.target());
    all.put("newest-rows", dataset.newestRows());
    all.put("max-fill", dataset.maxFill());
    all.put("min-share", dataset.minShare());
    all.put("source", written(source));
    all.put("recipe", recipe);
    all.put("max-lookback", maxLookback);
    all.put("block-steps", block);
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was added after ids were given out is left out where it isn't used. */
  private static Map<String, Object> written(Source source) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("files", source.files());
    all.put("step", source.step());
    all.put("format", source.format());
    all.put("divide", source.divide());
    all.put("missingBelow", source.missingBelow());
    if (!source.layout().equals(Layout.PLAIN)) {
      all.put("layout", source.layout());
    }
    if (!source.numbers().equals(NumberForm.PLAIN)) {
      all.put("numbers", source.numbers());
    }
    if (!source.times().equals(TimeRules.PLAIN)) {
      all.put("times", source.times());
    }
    return all;
  }
}
