package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.grid.Protocol;

/** The ids of series, and with them those of trials, are those of the versions before. */
class SeriesIdTest {

  @ParameterizedTest
  @CsvSource({
    "air-quality, 1ac224a71798835adc2bedc681d0b83eb3de8097f058b67cbe4598900ae75cd9",
    "bitcoin, 7f87e8e8d355ed699dfb5a8da9a2a99cf9464f32e3a9023587f028981315668d",
    "power, 9805826bb4a997673c6e7d983c0b7701b2c35a5c9bfd7931871ad89e756b28cd",
    "sp500, d83fd5daaaf7fc7f7e5c84111e6d317f721cdd7f458e42f050b699c58dcbe32d"
  })
  void theTextThatIdsAreMadeOfIsUnchanged(String name, String sha256) {
    DatasetConf conf = RealData.builtIn(name);
    String text =
        RecipeText.of(
            conf,
            conf.recipe(Protocol.STRICT),
            conf.sources().get(0),
            Prepare.MAX_LOOKBACK,
            Prepare.BLOCK_STEPS);
    assertThat(DigestUtils.sha256Hex(text)).isEqualTo(sha256);
  }
}
