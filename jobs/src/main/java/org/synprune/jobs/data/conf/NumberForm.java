package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * How numbers are written, beyond digits and a decimal separator.
 *
 * @param thousands what stands between groups of digits; empty if nothing does
 * @param strip texts that are taken away, such as a currency's sign or a unit
 * @param suffixes whether K, M, B and T after a number stand for thousands, millions, thousand
 *     millions and million millions
 * @param brackets whether a number in round brackets is negative
 */
public record NumberForm(String thousands, List<String> strip, boolean suffixes, boolean brackets)
    implements Serializable {

  /** Digits and a decimal separator. */
  public static final NumberForm PLAIN = new NumberForm("", List.of(), false, false);

  /** Validates. */
  public NumberForm {
    Objects.requireNonNull(thousands, "thousands");
    strip = List.copyOf(strip);
  }
}
