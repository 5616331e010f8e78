package org.synprune.jobs.data;

import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.build.RawCounts;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.text.BadLines;
import org.synprune.jobs.data.text.RawRows;

/**
 * Refuses files with bad or missing content, naming the line or the column.
 *
 * @param dataset the data set
 * @param recipe its recipe
 * @param rows how its files were read
 */
record InputCheck(DatasetConf dataset, Recipe recipe, RawRows rows) {

  /**
   * Looks at what was read.
   *
   * @param counts what stood in the files
   * @return false if they have to be read record by record, as a quote isn't closed on its line
   * @throws BadInputException if they can't be used
   */
  boolean accepts(RawCounts counts) {
    if (counts.bad() > 0) {
      BadLines.Found bad = new BadLines(rows).firstBad();
      if (bad.openQuote() && rows.byLines()) {
        return false;
      }
      throw bad.error();
    }
    if (counts.duplicated().isPresent()) {
      throw new BadLines(rows).duplicate(counts.duplicated().getAsLong());
    }
    if (counts.rows() == 0) {
      throw new BadInputException(
          rows.file().where()
              + ": no rows, expected some below the column names"
              + (rows.file().source().layout().where().isEmpty()
                  ? ""
                  : ", with " + rows.file().source().layout().where()));
    }
    for (int c = 0; c < dataset.columns().size(); c++) {
      String column = dataset.columns().get(c);
      boolean used = recipe.rawColumns().contains(column) || column.equals(dataset.target());
      if (used && counts.missing()[c] == counts.rows()) {
        throw new BadInputException(
            rows.file().where()
                + ", column '"
                + column
                + "': missing in all "
                + counts.rows()
                + " rows, expected some measured values");
      }
    }
    return true;
  }
}
