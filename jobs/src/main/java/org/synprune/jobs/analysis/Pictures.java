package org.synprune.jobs.analysis;

import java.util.List;

/**
 * What a run's page draws besides errors, tests and {@link RunDetails}.
 *
 * @param forecasts forecasts beside what came, a place each
 * @param saved how many networks of the run are saved, which can forecast
 * @param axes the settings that the run's arms differ in
 * @param steps errors by step of networks that forecast several
 */
public record Pictures(
    List<ForecastCurves> forecasts, int saved, List<SettingAxis> axes, List<StepCurve> steps) {

  /** Of a run without forecasts and without settings that are varied. */
  public static final Pictures NONE = new Pictures(List.of(), 0, List.of(), List.of());

  /** Copies the lists. */
  public Pictures {
    forecasts = List.copyOf(forecasts);
    axes = List.copyOf(axes);
    steps = List.copyOf(steps);
  }
}
